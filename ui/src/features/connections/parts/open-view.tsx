import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plug, SearchX } from "lucide-react";
import { useMemo } from "react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { usePages } from "../../../api/use-pages";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { Empty, Skeleton, Trouble } from "../../../components/states";
import { count } from "../../../lib/format";
import { nextSort, sorted } from "../../../lib/sort";
import { strings } from "../../../lib/strings";
import { type ConnectionsSearch, sortOf, sortValue } from "../model";
import { Filters } from "./filters";
import { ConnectionList } from "./list";

const text = strings.connections;

/** Columns that begin with the greatest. */
const NUMBERS = new Set(["since", "latency", "queue", "channels"]);

/** Everybody who is connected now, the newest first. */
export function OpenView({
  search,
  onChange,
}: {
  search: ConnectionsSearch;
  onChange: (change: { [K in keyof ConnectionsSearch]?: ConnectionsSearch[K] | undefined }) => void;
}) {
  const { app } = usePlace();
  const navigate = useNavigate();
  const queries = useQueries();
  const sort = useMemo(() => sortOf(search), [search]);
  const tail = search.token ?? "";
  // The address names the token by its public end only.
  const token = useQuery({ ...queries.tokenByTail(app.id, tail), enabled: tail !== "" });
  const filter = {
    search: (search.q ?? "").trim(),
    channel: search.channel,
    // A token that is no more has no connections.
    token: tail === "" ? undefined : (token.data?.id ?? tail),
  };
  const list = usePages(queries.connectionPages(app.id, filter), sort !== undefined);
  const rows = useMemo(() => sorted(list.rows ?? [], sort, sortValue), [list.rows, sort]);
  const filtered = filter.search !== "" || filter.channel !== undefined || tail !== "";
  const clear = () => onChange({ q: undefined, token: undefined, channel: undefined });
  return (
    <>
      <Filters search={search} onChange={onChange} />
      {list.error && !list.rows ? (
        <Trouble error={asApiError(list.error)} retry={list.retry} className="m-4 max-w-xl" />
      ) : !list.rows || (tail !== "" && token.isPending) ? (
        <Skeleton rows={6} className="max-w-3xl p-4" />
      ) : rows.length > 0 ? (
        <>
          <ConnectionList
            connections={rows}
            total={list.total}
            sort={sort}
            onSort={(key) => onChange({ sort: nextSort(sort, key, NUMBERS.has(key)) })}
            onEnd={list.more}
          />
          <footer className="tnum flex h-[22px] shrink-0 items-center gap-3 border-t border-line bg-panel px-4 text-label text-dim">
            <span data-testid="connection-count">
              {text.shown(count(rows.length), count(list.total), list.total === 1)}
            </span>
            {list.bounded && <span className="text-amber">{text.listed(count(rows.length))}</span>}
          </footer>
        </>
      ) : filtered ? (
        <Empty icon={<SearchX />} title={text.noMatch.title} about={text.noMatch.about}>
          <Button onClick={clear}>{strings.common.clear}</Button>
        </Empty>
      ) : (
        <Empty icon={<Plug />} title={text.empty.title} about={text.empty.about}>
          <Button onClick={() => void navigate({ to: "/" })}>{text.empty.connect}</Button>
        </Empty>
      )}
    </>
  );
}
