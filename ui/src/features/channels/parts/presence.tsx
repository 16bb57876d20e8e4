import { Link } from "@tanstack/react-router";
import { LogIn, LogOut, Moon, UserRound } from "lucide-react";
import { useState } from "react";
import type { Presence, PresenceChange } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { Button } from "../../../components/button";
import { Dialect } from "../../../components/dialect";
import { cx } from "../../../lib/cx";
import { clock, count, sentence } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.channels;

/** Members that are shown before one asks for more. */
const SHOWN = 100;

/** Who is in the channel, since when, and over which connections. */
export function Members({ members }: { members: Presence["members"] }) {
  const [shown, setShown] = useState(SHOWN);
  if (members.length === 0) return <p className="p-3 text-dim">{text.presenceEmpty}</p>;
  return (
    <ul className="py-1">
      {members.slice(0, shown).map((member, index) => (
        <Member key={member.who.token ?? member.connections[0]?.id ?? `${index}`} member={member} />
      ))}
      {members.length > shown && (
        <li className="px-3 py-1">
          <Button tone="quiet" onClick={() => setShown(shown + SHOWN)}>
            {text.more(count(members.length - shown))}
          </Button>
        </li>
      )}
    </ul>
  );
}

function Member({ member }: { member: Presence["members"][number] }) {
  const { who, since, connections } = member;
  return (
    <li data-testid="presence-member" className="flex items-start gap-2 px-3 py-1.5">
      <UserRound className="mt-0.5 size-4 text-faint" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="truncate font-medium">{who.label}</span>
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
          connections.map(({ id, dialect, address, user_agent }) => (
            <Link
              key={id}
              to="/connections/$id"
              params={{ id }}
              title={user_agent ?? id}
              className="flex min-h-7 min-w-0 items-center gap-1 rounded-sm text-row text-dim hover:text-accent hover:underline"
            >
              <Dialect name={dialect} />
              <span className="truncate">
                <span className="font-mono">{address}</span>
                {user_agent && ` · ${user_agent}`}
              </span>
            </Link>
          ))
        )}
      </div>
    </li>
  );
}

/** The last comings and goings, the newest first, with the reason for each going. */
export function Recent({ recent }: { recent: PresenceChange[] }) {
  if (recent.length === 0) return <p className="p-3 text-dim">{text.recentEmpty}</p>;
  return (
    <ul className="py-1">
      {recent.map((change, index) => {
        const Icon = change.joined ? LogIn : LogOut;
        const why = [change.code, change.reason && sentence(change.reason)].filter(Boolean).join(": ");
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: one connection may come and go in the same instant
            key={`${change.at} ${change.connection} ${index}`}
            data-testid="presence-change"
            className="flex min-h-7 items-baseline gap-2 px-3 text-row"
          >
            <Icon
              className={cx("size-4 shrink-0 self-center", change.joined ? "text-green" : "text-dim")}
              aria-hidden
            />
            <span className="tnum shrink-0 font-mono text-dim">{clock(Date.parse(change.at))}</span>
            <span className="min-w-0 flex-1">
              {change.connection ? (
                <Link
                  to="/connections/$id"
                  params={{ id: change.connection }}
                  className="rounded-sm font-medium hover:text-accent hover:underline"
                >
                  {change.who.label}
                </Link>
              ) : (
                <span className="font-medium">{change.who.label}</span>
              )}{" "}
              {change.joined ? text.came : text.went}
              {why && <span className="text-dim"> · {why}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
