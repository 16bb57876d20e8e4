//! Who is subscribed, and who holds a grant: lists with their verbs.

import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useMay } from "../../../api/may";
import type { Grant, Subscription } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { Button, IconButton } from "../../../components/button";
import { Tag } from "../../../components/tag";
import { count, stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import type { useMembers } from "../use-members";

const text = strings.channels;

type Members = ReturnType<typeof useMembers>;

/** Lines that are shown before one asks for more. */
const SHOWN = 100;

export function Subscriptions({ all, members }: { all: Subscription[]; members: Members }) {
  const { refused } = useMay("manage");
  const [shown, setShown] = useState(SHOWN);
  if (all.length === 0) return <p className="p-3 text-dim">{text.subscriptionsEmpty}</p>;
  return (
    <ul className="py-1">
      {all.slice(0, shown).map((one, index) => (
        <li
          key={one.who.token ?? `${one.who.kind} ${index}`}
          data-testid="channel-subscription"
          className="flex min-h-8 items-center gap-2 px-3 text-row"
        >
          <span className="min-w-0 truncate text-body font-medium">{one.who.label}</span>
          {one.connections > 0 ? (
            <Tag meaning="green">{text.live(text.connections(one.connections))}</Tag>
          ) : (
            <Tag>{text.offline}</Tag>
          )}
          <span className="ml-auto shrink-0 text-dim">
            {one.since ? (
              <>
                {text.joined} <Ago at={one.since} />
              </>
            ) : (
              one.ephemeral && text.ephemeral
            )}
          </span>
          {one.who.token && (
            <IconButton
              label={text.remove(one.who.label)}
              icon={<Trash2 aria-hidden />}
              refused={refused}
              onClick={() => members.remove.mutate(one)}
            />
          )}
        </li>
      ))}
      {all.length > shown && (
        <li className="px-3 py-1">
          <Button tone="quiet" onClick={() => setShown(shown + SHOWN)}>
            {text.more(count(all.length - shown))}
          </Button>
        </li>
      )}
    </ul>
  );
}

export function Grants({ all, idle, members }: { all: Grant[]; idle: boolean; members: Members }) {
  const { refused } = useMay("manage");
  return (
    <>
      {idle && <p className="px-3 pt-2 text-row text-dim">{text.grantsIdle}</p>}
      {all.length === 0 ? (
        <p className="p-3 text-dim">{text.grantsEmpty}</p>
      ) : (
        <ul className="py-1">
          {all.map((grant) => (
            <li
              key={grant.who.token ?? grant.who.label}
              data-testid="channel-grant"
              className="flex min-h-9 items-center gap-2 px-3 py-0.5 text-row"
            >
              <div className="min-w-0 flex-1">
                <p className="flex items-baseline gap-2">
                  <span className="truncate text-body font-medium">{grant.who.label}</span>
                  <span className="text-dim">
                    {text.by[grant.by]} <Ago at={grant.at} />
                  </span>
                </p>
                <p className="truncate text-dim">
                  {grant.until ? `${text.until} ${stamp(grant.until)}` : text.forGood}
                  {grant.reason && ` · ${grant.reason}`}
                </p>
              </div>
              <IconButton
                label={text.revoke(grant.who.label)}
                icon={<Trash2 aria-hidden />}
                refused={refused}
                onClick={() => members.revoke.mutate(grant)}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
