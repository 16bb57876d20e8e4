import { useNavigate, useSearch } from "@tanstack/react-router";
import { IdCard, KeyRound, Plus, ScanSearch, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { useMay } from "../../api/may";
import { MOST, usePages } from "../../api/use-pages";
import { useQueries } from "../../api/use-queries";
import { Button, IconButton } from "../../components/button";
import { Page } from "../../components/panel";
import { SearchBox } from "../../components/search-box";
import { Segmented } from "../../components/segmented";
import { Empty, Skeleton, Trouble } from "../../components/states";
import { count } from "../../lib/format";
import { useShortcut } from "../../lib/shortcuts";
import { nextSort, sorted } from "../../lib/sort";
import { strings } from "../../lib/strings";
import { useTyped } from "../../lib/use-typed";
import { sortOf, sortValue, type TokensSearch } from "./model";
import { CreateClientDialog } from "./parts/create-client-dialog";
import { CreateTokenDialog } from "./parts/create-dialog";
import { TokenList } from "./parts/list";

const text = strings.tokens;

/** Columns that begin with the greatest, or the latest. */
const DOWN = new Set(["online", "seen", "channels", "created"]);

type Kind = keyof typeof text.kinds;

const kinds = Object.keys(text.kinds) as Kind[];

/** Who may say who it is in the app in view: by a token, or as a client. */
export function TokensView() {
  const { app } = usePlace();
  const search = useSearch({ from: "/tokens" });
  const navigate = useNavigate();
  const { may, refused } = useMay("manage");
  const sort = useMemo(() => sortOf(search), [search]);
  const wanted = (search.q ?? "").trim();
  const list = usePages(useQueries().tokenPages(app.id, wanted, search.kind), sort !== undefined);
  const [creating, setCreating] = useState<"token" | "client">();
  const kind: Kind = search.kind ?? "all";
  const change = (next: { [K in keyof TokensSearch]?: TokensSearch[K] | undefined }) =>
    void navigate({ to: "/tokens", search: { ...search, ...next } as TokensSearch, replace: true });
  const show = (next: Kind) => change({ kind: next === "all" ? undefined : next });
  const [typed, setTyped] = useTyped(search.q ?? "", (q) => change({ q }));
  const inspect = () => void navigate({ to: "/tokens/inspect" });
  useShortcut("c", may ? () => setCreating("token") : null, text.create);
  useShortcut("n", may ? () => setCreating("client") : null, text.createClient);
  useShortcut("i", inspect, text.inspect);

  const rows = useMemo(() => sorted(list.rows ?? [], sort, sortValue), [list.rows, sort]);
  const createToken = (
    <Button
      tone={kind === "client" ? "plain" : "primary"}
      icon={<Plus aria-hidden />}
      keys="c"
      refused={refused}
      onClick={() => setCreating("token")}
    >
      {text.create}
    </Button>
  );
  const createClient = (
    <Button
      tone={kind === "client" ? "primary" : "plain"}
      icon={<Plus aria-hidden />}
      keys="n"
      refused={refused}
      onClick={() => setCreating("client")}
    >
      {text.createClient}
    </Button>
  );
  return (
    <Page
      fixed
      title={text.title}
      // Where there is no room for it, its first letters say nothing.
      about={<span className="hidden rail:inline">{text.about}</span>}
      verbs={
        <>
          <SearchBox className="w-40 rail:w-56" label={text.search} value={typed} onChange={setTyped} />
          <Segmented
            label={text.kindsLabel}
            value={kind}
            onChange={show}
            options={kinds.map((one) => ({ value: one, label: text.kinds[one] }))}
          />
          <IconButton label={text.inspect} icon={<ScanSearch aria-hidden />} keys="i" onClick={inspect} />
          {kind === "client" && createClient}
          {/* In a narrow window it is under "Clients", and its key works here too. */}
          {kind === "all" && <span className="max-[859px]:hidden">{createClient}</span>}
          {kind !== "client" && createToken}
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
        <Empty
          icon={kind === "client" ? <IdCard /> : <KeyRound />}
          title={text.empty[kind].title}
          about={text.empty[kind].about}
        >
          {kind === "client" ? createClient : createToken}
        </Empty>
      ) : (
        <Empty icon={<SearchX />} title={text.noMatch[kind].title} about={text.noMatch[kind].about}>
          <Button onClick={() => setTyped("")}>{strings.common.clear}</Button>
        </Empty>
      )}
      {creating === "token" && <CreateTokenDialog onClose={() => setCreating(undefined)} />}
      {creating === "client" && <CreateClientDialog onClose={() => setCreating(undefined)} />}
    </Page>
  );
}
