import { Link } from "@tanstack/react-router";
import type { Token } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { CopyId } from "../../../components/copy";
import { ABOVE_ROW_LINK, type Column, DataTable, ROW_LINK } from "../../../components/data-table";
import { Expires } from "../../../components/expires";
import { count, oneLine } from "../../../lib/format";
import type { Sort } from "../../../lib/sort";
import { strings } from "../../../lib/strings";
import { tailOf } from "../../../lib/token-tail";
import { callOf } from "../model";
import { KindWord, OnlineWord } from "./traits";

const text = strings.tokens;

const columns: Column<Token>[] = [
  {
    key: "name",
    label: text.columns.name,
    width: "minmax(110px,1fr)",
    sortable: true,
    cell: (token) => (
      <Link to="/tokens/$tail" params={{ tail: tailOf(token.id) }} title={callOf(token)} {...ROW_LINK}>
        {token.name || <span className="font-normal text-dim">{token.client ?? text.nameless}</span>}
      </Link>
    ),
  },
  {
    key: "kind",
    label: text.columns.kind,
    width: "72px",
    from: 700,
    cell: (token) => <KindWord token={token} />,
  },
  {
    key: "id",
    label: text.columns.id,
    width: "170px",
    cell: (token) =>
      token.client ? (
        <CopyId id={token.client} head={12} tail={6} className={ABOVE_ROW_LINK} />
      ) : (
        <CopyId secret id={token.id} head={12} tail={6} className={ABOVE_ROW_LINK} />
      ),
  },
  {
    key: "state",
    label: text.columns.state,
    width: "minmax(0,2fr)",
    from: 920,
    cell: ({ state }) =>
      Object.keys(state).length > 0 ? (
        <span className="truncate font-mono">{oneLine(JSON.stringify(state))}</span>
      ) : (
        <span className="text-faint">{text.noState}</span>
      ),
  },
  {
    key: "online",
    label: text.columns.online,
    width: "116px",
    sortable: true,
    cell: (token) => <OnlineWord token={token} />,
  },
  {
    key: "seen",
    label: text.columns.seen,
    width: "88px",
    from: 560,
    align: "right",
    sortable: true,
    cell: ({ online, last_seen }) =>
      last_seen && !online ? (
        <span className="text-dim">
          <Ago at={last_seen} />
        </span>
      ) : (
        <span className="text-faint">{online ? "" : text.never}</span>
      ),
  },
  {
    key: "expires",
    label: text.columns.expires,
    width: "88px",
    align: "right",
    sortable: true,
    cell: (token) =>
      token.client ? <span className="text-faint">–</span> : <Expires at={token.expires_at} />,
  },
  {
    key: "channels",
    label: text.columns.channels,
    width: "76px",
    from: 760,
    align: "right",
    sortable: true,
    cell: ({ channels }) => <span title={channels.join(", ")}>{count(channels.length)}</span>,
  },
  {
    key: "created",
    label: text.columns.created,
    width: "96px",
    align: "right",
    sortable: true,
    from: 980,
    cell: ({ created_at }) => (
      <span className="text-dim">
        <Ago at={created_at} />
      </span>
    ),
  },
];

/** One line a token, each a link. */
export function TokenList({
  tokens,
  total,
  sort,
  onSort,
  onEnd,
}: {
  tokens: readonly Token[];
  total: number;
  sort: Sort | undefined;
  onSort: (key: string) => void;
  onEnd: () => void;
}) {
  return (
    <DataTable
      label={text.title}
      columns={columns}
      rows={tokens}
      keyOf={(token) => token.id}
      total={total}
      sort={sort}
      onSort={onSort}
      onEnd={onEnd}
      testId="token-row"
    />
  );
}
