import { Link } from "@tanstack/react-router";
import type { Connection } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { CopyId } from "../../../components/copy";
import { Dialect } from "../../../components/dialect";
import { Fact, FactList } from "../../../components/facts";
import { Panel } from "../../../components/panel";
import { Tag } from "../../../components/tag";
import { bytes, count, ms, stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { endOf, isClient, tailOf } from "../../../lib/token-tail";

const text = strings.connections;
const { facts } = text;

/** Everything that is known of a connection; of one that has gone, its id. */
export function About({ id, connection }: { id: string; connection: Connection | undefined }) {
  return (
    <Panel title={text.aboutIt}>
      <FactList>
        <Fact name={facts.id}>
          <CopyId id={id} head={24} tail={8} />
        </Fact>
        {connection && <Live connection={connection} />}
      </FactList>
      {!connection && <p className="mt-2 text-dim">{text.goneTitle}.</p>}
    </Panel>
  );
}

function Live({ connection }: { connection: Connection }) {
  const { who } = connection;
  return (
    <>
      <Fact name={facts.who}>
        {who.token ? (
          <Link
            to="/tokens/$tail"
            params={{ tail: tailOf(who.token) }}
            className="rounded-sm font-medium text-accent hover:underline"
          >
            {who.label}
          </Link>
        ) : (
          who.label
        )}{" "}
        {connection.system && <Tag>{text.system}</Tag>}
      </Fact>
      <Fact name={who.kind === "client" ? facts.client : facts.token}>
        {who.token && (
          <span className="flex flex-wrap items-center gap-x-3">
            {isClient(who.token) ? (
              <CopyId id={endOf(who.token)} head={20} tail={8} />
            ) : (
              <CopyId id={who.token} head={16} tail={6} />
            )}
            <Link
              to="/connections"
              search={{ token: tailOf(who.token) }}
              className="rounded-sm text-accent hover:underline"
            >
              {isClient(who.token) ? text.othersClient : text.others}
            </Link>
          </span>
        )}
      </Fact>
      <Fact name={facts.dialect}>
        <Dialect name={connection.dialect} />
      </Fact>
      <Fact name={facts.address}>
        <span className="font-mono">{connection.address}</span>
      </Fact>
      <Fact name={facts.agent}>{connection.user_agent}</Fact>
      <Fact name={facts.origin}>{connection.origin}</Fact>
      <Fact name={facts.since}>
        <span className="tnum">
          {stamp(connection.since)}{" "}
          <span className="text-dim">
            <Ago at={connection.since} />
          </span>
        </span>
      </Fact>
      <Fact name={facts.latency}>
        {connection.latency_ms == null ? text.notYet : ms(connection.latency_ms)}
      </Fact>
      <Fact name={facts.queue}>
        {connection.queued_bytes > 0 ? (
          <span className="text-amber">{text.queued(bytes(connection.queued_bytes))}</span>
        ) : (
          text.queueEmpty
        )}
      </Fact>
      <Fact name={facts.sent}>{text.sent(count(connection.frames_sent), bytes(connection.bytes_sent))}</Fact>
    </>
  );
}
