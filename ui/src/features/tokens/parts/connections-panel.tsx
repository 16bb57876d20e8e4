import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Connection, Token } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Ago } from "../../../components/ago";
import { Dialect } from "../../../components/dialect";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { type Column, Table } from "../../../components/table";
import { count, ms } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.tokens.connections;

const columns: Column<Connection>[] = [
  {
    key: "client",
    title: text.columns.client,
    width: "minmax(0,1.6fr)",
    cell: (one) => <ToConnection connection={one} />,
  },
  {
    key: "address",
    title: text.columns.address,
    width: "minmax(0,1fr)",
    cell: (one) => <span className="block truncate font-mono selectable">{one.address}</span>,
  },
  {
    key: "channels",
    title: text.columns.channels,
    width: "64px",
    right: true,
    cell: (one) => (
      <span className="tnum" title={one.channels.join(", ")}>
        {count(one.channels.length)}
      </span>
    ),
  },
  {
    key: "latency",
    title: text.columns.latency,
    width: "64px",
    right: true,
    cell: (one) => <span className="tnum">{one.latency_ms == null ? "–" : ms(one.latency_ms)}</span>,
  },
  {
    key: "since",
    title: text.columns.since,
    width: "84px",
    right: true,
    cell: (one) => (
      <span className="text-dim">
        <Ago at={one.since} />
      </span>
    ),
  },
];

function ToConnection({ connection }: { connection: Connection }) {
  const called = connection.user_agent ?? text.noAgent;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Dialect name={connection.dialect} />
      <Link
        to="/connections/$id"
        params={{ id: connection.id }}
        title={called}
        className="min-w-0 truncate rounded-sm font-medium hover:text-accent"
      >
        {called}
      </Link>
    </span>
  );
}

/** Where the token is connected from. */
export function ConnectionsPanel({ token }: { token: Token }) {
  const { app } = usePlace();
  const query = useQuery(useQueries().tokenConnections(app.id, token.id));
  const items = query.data?.items;
  return (
    <Panel
      title={text.title}
      padded={false}
      end={
        query.data &&
        query.data.total > 0 && <span className="tnum text-row text-dim">{count(query.data.total)}</span>
      }
    >
      {!items ? (
        <div className="p-3">
          {query.error ? (
            <Trouble error={asApiError(query.error)} retry={() => void query.refetch()} />
          ) : (
            <Skeleton rows={2} />
          )}
        </div>
      ) : items.length === 0 ? (
        <p className="p-3 text-dim">{token.client ? text.noneClient : text.none}</p>
      ) : (
        <Table
          label={text.title}
          columns={columns}
          rows={items}
          keyOf={(one) => one.id}
          testId="token-connection"
        />
      )}
    </Panel>
  );
}
