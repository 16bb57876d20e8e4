import { useNavigate, useSearch } from "@tanstack/react-router";
import { KeyRound, Plus, ScanSearch, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { useMay } from "../../api/may";
import { MOST, usePages } from "../../api/use-pages";
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
import { sortOf, sortValue, type TokensSearch } from "./model";
import { CreateTokenDialog } from "./parts/create-dialog";
import { TokenList } from "./parts/list";

const text = strings.tokens;

/** Columns that begin with the greatest, or the latest. */
const DOWN = new Set(["online", "seen", "channels", "created"]);

/** What clients of the app in view show to be let in. */
export function TokensView() {
  const { app } = usePlace();
  const search = useSearch({ from: "/tokens" });
  const navigate = useNavigate();
  const { may, refused } = useMay("manage");
  const sort = useMemo(() => sortOf(search), [search]);
  const wanted = (search.q ?? "").trim();
  const list = usePages(useQueries().tokenPages(app.id, wanted), sort !== undefined);
  const [creating, setCreating] = useState(false);
  const change = (next: TokensSearch) =>
    void navigate({ to: "/tokens", search: { ...search, ...next }, replace: true });
  const [typed, setTyped] = useTyped(search.q ?? "", (q) => change({ q }));
  const inspect = () => void navigate({ to: "/tokens/inspect" });
  useShortcut("c", may ? () => setCreating(true) : null, text.create);
  useShortcut("i", inspect, text.inspect);

  const rows = useMemo(() => sorted(list.rows ?? [], sort, sortValue), [list.rows, sort]);
  const create = (
    <Button
      tone="primary"
      icon={<Plus aria-hidden />}
      keys="c"
      refused={refused}
      onClick={() => setCreating(true)}
    >
      {text.create}
    </Button>
  );
  return (
    <Page
      fixed
      title={text.title}
      about={text.about}
      verbs={
        <>
          <SearchBox label={text.search} value={typed} onChange={setTyped} />
          <Button icon={<ScanSearch aria-hidden />} keys="i" onClick={inspect}>
            {text.inspect}
          </Button>
          {create}
        </>
      }
    >
      {list.error && !list.rows ? (
        <Trouble error={asApiError(list.error)} retry={list.retry} className="m-4 max-w-xl" />
      ) : !list.rows ? (
        <Skeleton rows={6} className="max-w-3xl p-4" />
      ) : rows.length > 0 ? (
        <>
          <TokenList
            tokens={rows}
            total={list.total}
            sort={sort}
            onSort={(key) => change({ sort: nextSort(sort, key, DOWN.has(key)) })}
            onEnd={list.more}
          />
          <footer className="tnum flex h-[22px] shrink-0 items-center gap-3 border-t border-line bg-panel px-4 text-label text-dim">
            <span data-testid="token-count">{text.shown(count(rows.length), count(list.total))}</span>
            {sort && list.total > rows.length && rows.length >= MOST && (
              <span className="text-amber">{text.sortedSome(count(rows.length))}</span>
            )}
          </footer>
        </>
      ) : wanted === "" ? (
        <Empty icon={<KeyRound />} title={text.empty.title} about={text.empty.about}>
          {create}
        </Empty>
      ) : (
        <Empty icon={<SearchX />} title={text.noMatch.title} about={text.noMatch.about}>
          <Button onClick={() => setTyped("")}>{strings.common.clear}</Button>
        </Empty>
      )}
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
