import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import type { Api } from "../../../api/client";
import type { SimulatedClient } from "../../../api/types";
import { Dialect } from "../../../components/dialect";
import { Dot } from "../../../components/dot";
import { cx } from "../../../lib/cx";
import { count, middle, sentence } from "../../../lib/format";
import { simulated as text } from "../../../lib/strings/simulated";
import { isUp } from "../model";
import { LaneLog } from "./lane-log";
import { memberships, states } from "./states";
import { useCommand } from "./use-command";
import { Verbs } from "./verbs";

/** One simulated client: who it is, how it stands, where it is in, what it heard and said, what it can be told. */
export function Lane({ desktop, client }: { desktop: Api; client: SimulatedClient }) {
  const command = useCommand(desktop, client);
  const { icon: Icon, colour, word } = states[client.state];
  return (
    <li
      aria-label={text.lane(client.label, client.dialect)}
      data-testid="simulated-lane"
      className="flex w-72 shrink-0 flex-col rounded-card border border-line bg-canvas"
    >
      <header className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-2">
        <span className="min-w-0 flex-1 truncate text-row font-semibold">{client.label}</span>
        <Dialect name={client.dialect} />
        <span className={cx("flex items-center gap-1 text-row", colour)}>
          <Icon className="size-4" aria-hidden />
          {word}
        </span>
      </header>
      <div className="flex flex-col gap-1 px-2 py-1.5 text-label">
        {client.reason && (
          <p className={client.state === "refused" ? "text-red" : "text-dim"}>{sentence(client.reason)}</p>
        )}
        <ul className="flex flex-wrap gap-1">
          {client.channels.length === 0 && <li className="text-faint">{text.noChannels}</li>}
          {client.channels.map(({ name, state }) => (
            <Membership
              key={name}
              name={name}
              state={state}
              onLeave={isUp(client) ? () => command.mutate({ do: "leave", channel: name }) : undefined}
            />
          ))}
        </ul>
        <p className="tnum flex gap-2 text-dim">
          <span className="flex-1">{text.counts(count(client.sent), count(client.received))}</span>
          {client.connection && (
            <Link
              to="/connections/$id"
              params={{ id: client.connection }}
              title={client.connection}
              className="rounded-sm font-mono text-faint hover:text-accent hover:underline"
            >
              {middle(client.connection, 4, 6)}
            </Link>
          )}
        </p>
      </div>
      <LaneLog client={client} />
      <Verbs desktop={desktop} client={client} command={command} />
    </li>
  );
}

function Membership({
  name,
  state,
  onLeave,
}: {
  name: string;
  state: keyof typeof memberships;
  onLeave: (() => void) | undefined;
}) {
  const { icon: Icon, colour, word } = memberships[state];
  return (
    <li className="flex h-6 max-w-full items-center gap-1 rounded-sm border border-line bg-panel pl-1.5">
      <Dot name={name} />
      <span className="truncate">{name}</span>
      <span className={cx("flex shrink-0 items-center gap-1 pr-1.5 pl-0.5", colour)}>
        <Icon className="size-3" aria-hidden />
        {word}
      </span>
      {onLeave && (
        <button
          type="button"
          aria-label={text.leave(name)}
          title={text.leave(name)}
          onClick={onLeave}
          className="-ml-1 flex size-6 shrink-0 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-text"
        >
          <X className="size-3" aria-hidden />
        </button>
      )}
    </li>
  );
}
