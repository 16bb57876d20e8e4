import { useQuery } from "@tanstack/react-query";
import { Moon, UserRound } from "lucide-react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Presence } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Ago } from "../../../components/ago";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.channels;

/** Who is in the channel, since when, and over which connections. */
export function PresencePanel({ channel, className }: { channel: string; className?: string }) {
  const { app } = usePlace();
  const presence = useQuery(useQueries().presence(app.id, channel));
  const members = presence.data?.members;
  return (
    <Panel
      title={text.presence}
      padded={false}
      {...(className ? { className } : {})}
      end={
        members &&
        members.length > 0 && <span className="tnum text-row text-dim">{count(members.length)}</span>
      }
    >
      {!members ? (
        <div className="p-3">
          {presence.error ? (
            <Trouble error={asApiError(presence.error)} retry={() => void presence.refetch()} />
          ) : (
            <Skeleton rows={2} />
          )}
        </div>
      ) : members.length === 0 ? (
        <p className="p-3 text-dim">{text.presenceEmpty}</p>
      ) : (
        <ul className="max-h-96 overflow-y-auto py-1">
          {members.map((member, index) => (
            <Member key={member.connections[0]?.id ?? `${member.who.token ?? index}`} member={member} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Member({ member }: { member: Presence["members"][number] }) {
  const { who, since, connections } = member;
  return (
    <li data-testid="presence-member" className="flex items-start gap-2 px-3 py-1.5">
      <UserRound className="mt-0.5 size-4 text-faint" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="truncate font-medium" title={who.token ?? who.label}>
            {who.label}
          </span>
          <span className="ml-auto shrink-0 text-row text-dim">
            {text.joined} <Ago at={since} />
          </span>
        </p>
        {connections.length === 0 ? (
          <p className="flex items-center gap-1 text-row text-amber">
            <Moon className="size-3" aria-hidden />
            {text.away}
          </p>
        ) : (
          connections.map((connection) => (
            <p
              key={connection.id}
              title={connection.user_agent ?? connection.id}
              className="truncate text-row text-dim"
            >
              {connection.dialect} · <span className="font-mono">{connection.address}</span>
              {connection.user_agent && ` · ${connection.user_agent}`}
            </p>
          ))
        )}
      </div>
    </li>
  );
}
