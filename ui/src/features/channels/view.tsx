import { useNavigate, useSearch } from "@tanstack/react-router";
import { Hash, Plus, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { useMay } from "../../api/may";
import { usePages } from "../../api/use-pages";
import { useQueries } from "../../api/use-queries";
import { Button } from "../../components/button";
import { Page } from "../../components/panel";
import { SearchBox } from "../../components/search-box";
import { Empty, Skeleton, Trouble } from "../../components/states";
import { count } from "../../lib/format";
import { useShortcut } from "../../lib/shortcuts";
import { nextSort, sorted } from "../../lib/sort";
import { strings } from "../../lib/strings";
import { useTyped } from "../../lib/use-typed";
import { type ChannelsSearch, sortOf, sortValue } from "./model";
import { CreateChannelDialog } from "./parts/create-dialog";
import { ChannelList } from "./parts/list";
import { Resolved } from "./parts/resolved";
import { useChannelVerbs } from "./use-verbs";

const text = strings.channels;

/** Columns that begin with the greatest. */
const NUMBERS = new Set(["subscribers", "members", "rate", "position", "state", "last"]);

/** The rooms of the app in view. */
export function ChannelsView() {
  const { app } = usePlace();
  const search = useSearch({ from: "/channels" });
  const navigate = useNavigate();
  const { refused } = useMay("manage");
  const sort = useMemo(() => sortOf(search), [search]);
  const wanted = (search.q ?? "").trim();
  const list = usePages(useQueries().channelPages(app.id, wanted), sort !== undefined);
  const verbs = useChannelVerbs();
  const [creating, setCreating] = useState<string>();
  const change = (next: { [K in keyof ChannelsSearch]?: ChannelsSearch[K] | undefined }) =>
    void navigate({ to: "/channels", search: { ...search, ...next } as ChannelsSearch, replace: true });
  const [typed, setTyped] = useTyped(search.q ?? "", (q) => change({ q: q || undefined }));
  useShortcut("c", refused ? null : () => setCreating(""), text.create);

  const rows = useMemo(() => sorted(list.rows ?? [], sort, sortValue), [list.rows, sort]);
  const unknown = wanted !== "" && list.rows !== undefined && !rows.some((row) => row.name === wanted);
  const create = (
    <Button
      tone="primary"
      icon={<Plus aria-hidden />}
      keys="c"
      refused={refused}
      onClick={() => setCreating("")}
    >
      {text.create}
    </Button>
  );
  return (
    <Page
      title={text.title}
      about={text.about}
      fixed
      verbs={
        <>
          <SearchBox className="w-64" label={text.search} value={typed} onChange={setTyped} />
          {create}
        </>
      }
    >
      {list.error && !list.rows ? (
        <Trouble error={asApiError(list.error)} retry={list.retry} className="m-4 max-w-xl" />
      ) : !list.rows ? (
        <Skeleton rows={6} className="max-w-3xl p-4" />
      ) : (
        <>
          {unknown && (
            <div className="border-b border-line p-4">
              <Resolved name={wanted} onCreate={setCreating} />
            </div>
          )}
          {rows.length > 0 ? (
            <ChannelList
              channels={rows}
              total={list.total}
              sort={sort}
              onSort={(key) => change({ sort: nextSort(sort, key, NUMBERS.has(key)) })}
              onEnd={list.more}
              verbs={verbs}
            />
          ) : wanted === "" ? (
            <Empty icon={<Hash />} title={text.empty.title} about={text.empty.about}>
              {create}
            </Empty>
          ) : (
            <Empty icon={<SearchX />} title={text.noMatch.title} about={text.noMatch.about}>
              <Button onClick={() => setTyped("")}>{strings.common.clear}</Button>
            </Empty>
          )}
          {rows.length > 0 && (
            <footer className="tnum flex h-[22px] shrink-0 items-center gap-3 border-t border-line bg-panel px-4 text-label text-dim">
              <span data-testid="channel-count">
                {text.shown(count(rows.length), count(list.total), list.total === 1)}
              </span>
              {list.bounded && <span className="text-amber">{text.listed(count(rows.length))}</span>}
            </footer>
          )}
        </>
      )}
      {creating !== undefined && (
        <CreateChannelDialog startWith={creating} onClose={() => setCreating(undefined)} />
      )}
      {verbs.dialog}
    </Page>
  );
}
