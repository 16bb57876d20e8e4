import { Link } from "@tanstack/react-router";
import type { Connection } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { type Column, DataTable, ROW_LINK } from "../../../components/data-table";
import { Dialect } from "../../../components/dialect";
import { Dot } from "../../../components/dot";
import { Tag } from "../../../components/tag";
import { bytes, count, ms } from "../../../lib/format";
import type { Sort } from "../../../lib/sort";
import { strings } from "../../../lib/strings";

const text = strings.connections;
const { columns: heads } = text;

const none = <span className="text-faint">{text.none}</span>;

const columns: Column<Connection>[] = [
  {
    key: "who",
    label: heads.who,
    width: "minmax(110px,1fr)",
    sortable: true,
    cell: ({ id, who, system }) => (
      <>
        <Link to="/connections/$id" params={{ id }} title={id} {...ROW_LINK}>
          {who.label}
        </Link>
        {system && <Tag>{text.system}</Tag>}
      </>
    ),
  },
  {
    key: "dialect",
    label: heads.dialect,
    width: "92px",
    sortable: true,
    cell: ({ dialect }) => <Dialect name={dialect} />,
  },
  {
    key: "address",
    label: heads.address,
    width: "132px",
    sortable: true,
    cell: ({ address }) => (
      <span className="truncate font-mono" title={address}>
        {address}
      </span>
    ),
  },
  {
    key: "agent",
    label: heads.agent,
    width: "minmax(0,1.4fr)",
    from: 740,
    cell: ({ user_agent }) =>
      user_agent ? (
        <span className="truncate text-dim" title={user_agent}>
          {user_agent}
        </span>
      ) : (
        none
      ),
  },
  {
    key: "origin",
    label: heads.origin,
    width: "minmax(0,0.9fr)",
    from: 900,
    cell: ({ origin }) =>
      origin ? (
        <span className="truncate text-dim" title={origin}>
          {origin}
        </span>
      ) : (
        none
      ),
  },
  {
    key: "channels",
    label: heads.channels,
    width: "minmax(0,1fr)",
    sortable: true,
    from: 900,
    cell: ({ channels }) =>
      channels.length === 0 ? (
        none
      ) : (
        <span className="flex min-w-0 items-center gap-1.5" title={channels.join(", ")}>
          <Dot name={channels[0] ?? ""} />
          <span className="truncate">{channels[0]}</span>
          {channels.length > 1 && (
            <span className="tnum shrink-0 text-dim">+{count(channels.length - 1)}</span>
          )}
        </span>
      ),
  },
  {
    key: "since",
    label: heads.since,
    width: "84px",
    align: "right",
    sortable: true,
    cell: ({ since }) => (
      <span className="truncate text-dim">
        <Ago at={since} />
      </span>
    ),
  },
  {
    key: "latency",
    label: heads.latency,
    width: "68px",
    align: "right",
    sortable: true,
    cell: ({ latency_ms }) => (latency_ms == null ? none : ms(latency_ms)),
  },
  {
    key: "queue",
    label: heads.queue,
    width: "68px",
    align: "right",
    sortable: true,
    cell: ({ queued_bytes }) => (
      <span className={queued_bytes > 0 ? "text-amber" : "text-dim"}>{bytes(queued_bytes)}</span>
    ),
  },
];

/** One line a connection, each a link. */
export function ConnectionList({
  connections,
  total,
  sort,
  onSort,
  onEnd,
}: {
  connections: readonly Connection[];
  total: number;
  sort: Sort | undefined;
  onSort: (key: string) => void;
  onEnd: () => void;
}) {
  return (
    <DataTable
      label={text.title}
      columns={columns}
      rows={connections}
      keyOf={(connection) => connection.id}
      total={total}
      sort={sort}
      onSort={onSort}
      onEnd={onEnd}
      testId="connection-row"
    />
  );
}
