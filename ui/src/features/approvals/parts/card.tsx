import { Check, ChevronDown, CircleX, Infinity as ForGood } from "lucide-react";
import type { ReactNode } from "react";
import { useId } from "react";
import { useMay } from "../../../api/may";
import type { Approval, Decision } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { Button, IconButton } from "../../../components/button";
import { CopyId } from "../../../components/copy";
import { Countdown } from "../../../components/countdown";
import { Dialect } from "../../../components/dialect";
import { Menu } from "../../../components/menu";
import { useNow } from "../../../lib/clock";
import { cx } from "../../../lib/cx";
import { strings } from "../../../lib/strings";
import { endOf, isClient } from "../../../lib/token-tail";
import { left, seconds } from "../model";
import { AppName } from "./app-name";
import { ChannelLink } from "./channel-link";
import { OutcomeWord } from "./outcome-word";

const text = strings.approvals;

const HOUR_MS = 3_600_000;

const terms = [
  { key: "hour", label: text.terms.hour, duration_ms: HOUR_MS },
  { key: "day", label: text.terms.day, duration_ms: 24 * HOUR_MS },
  { key: "week", label: text.terms.week, duration_ms: 7 * 24 * HOUR_MS },
];

/** One question: who, what, from where, for how long still; and the answers. */
export function Card({
  approval,
  readAt,
  aimed,
  busy,
  onFocus,
  onDecide,
  onDeny,
}: {
  approval: Approval;
  readAt: number;
  /** Keys act on this card. */
  aimed: boolean;
  busy: boolean;
  onFocus: () => void;
  onDecide: (decision: Decision) => void;
  onDeny: () => void;
}) {
  const heading = useId();
  const { refused } = useMay("approve");
  const { who, channel } = approval;
  const keys = (name: string) => (aimed ? { keys: name } : {});
  return (
    <article
      aria-labelledby={heading}
      data-testid="approval-card"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys act on the card in focus
      tabIndex={0}
      onFocus={onFocus}
      className={cx(
        "flex flex-col gap-2 rounded-card border bg-panel p-3",
        aimed ? "border-line-strong" : "border-line",
      )}
    >
      <header className="flex items-center gap-2">
        <TimeLeft approval={approval} readAt={readAt} />
        <h2 id={heading} className="min-w-0 flex-1 truncate text-title">
          <span className="font-semibold">{who.label}</span> {text.wants}{" "}
          <ChannelLink app={approval.app} channel={channel} className="font-semibold" />
          <AppName id={approval.app} />
        </h2>
        <span className="shrink-0 text-row text-dim">{text.atZero}</span>
      </header>
      <div className="flex flex-col gap-1 text-row text-dim">
        <From approval={approval} />
        <TokenState state={approval.token_state} />
        <Earlier approval={approval} />
      </div>
      <footer className="flex flex-wrap items-center gap-2 pt-1">
        <Button
          tone="primary"
          icon={<Check aria-hidden />}
          disabled={busy}
          refused={refused}
          data-testid="approval-allow"
          onClick={() => onDecide({ answer: "allow", term: "once" })}
          {...keys("a")}
        >
          {text.allow}
        </Button>
        <Button
          tone="danger"
          icon={<CircleX aria-hidden />}
          disabled={busy}
          refused={refused}
          data-testid="approval-deny"
          onClick={onDeny}
          {...keys("d")}
        >
          {text.deny}
        </Button>
        <Button
          icon={<ForGood aria-hidden />}
          disabled={busy}
          refused={refused}
          data-testid="approval-always"
          onClick={() => onDecide({ answer: "allow", term: "always" })}
          {...keys("shift+a")}
        >
          {text.always}
        </Button>
        <Menu
          label={text.more}
          trigger={
            <IconButton
              label={text.more}
              disabled={busy || refused !== undefined}
              icon={<ChevronDown aria-hidden />}
            />
          }
          items={terms.map(({ key, label, duration_ms }) => ({
            key,
            label,
            onSelect: () => onDecide({ answer: "allow", term: "duration", duration_ms }),
          }))}
        />
      </footer>
    </article>
  );
}

function TimeLeft({ approval, readAt }: { approval: Approval; readAt: number }) {
  const remaining = left(approval, readAt, useNow(250));
  return (
    <span role="timer" aria-live="off" className="flex shrink-0 items-center gap-1.5">
      <Countdown left={remaining} total={approval.total_ms} />
      <span data-testid="approval-left" className="tnum min-w-9 font-mono text-row">
        {text.left(seconds(remaining))}
      </span>
    </span>
  );
}

function Line({ children }: { children: ReactNode }) {
  return <p className="flex min-h-5 flex-wrap items-center gap-x-2">{children}</p>;
}

/** Token · dialect · address · user agent · origin: of the connection that asked first. */
function From({ approval }: { approval: Approval }) {
  const [first, ...more] = approval.connections;
  const parts = first
    ? [
        { key: "dialect", node: <Dialect name={first.dialect} /> },
        { key: "address", node: <span className="font-mono">{first.address}</span> },
        { key: "agent", node: first.user_agent ?? text.noAgent },
        { key: "origin", node: first.origin ? text.origin(first.origin) : text.noOrigin },
      ]
    : [];
  return (
    <Line>
      {approval.who.token && <Named id={approval.who.token} />}
      {parts.map(({ key, node }, index) => (
        <span key={key} className="flex min-w-0 items-center gap-2">
          {(index > 0 || approval.who.token) && <span aria-hidden>·</span>}
          <span className="max-w-72 truncate" title={typeof node === "string" ? node : undefined}>
            {node}
          </span>
        </span>
      ))}
      {more.length > 0 && (
        <span className="flex items-center gap-2">
          <span aria-hidden>·</span>
          {text.waiting(approval.connections.length)}
        </span>
      )}
    </Line>
  );
}

/** A token by both its ends, a client by what its backend calls it. */
function Named({ id }: { id: string }) {
  return isClient(id) ? (
    <CopyId id={endOf(id)} head={24} tail={6} className="-mr-4" />
  ) : (
    <CopyId id={id} head={15} tail={4} className="-mr-4" />
  );
}

function TokenState({ state }: { state: Record<string, unknown> }) {
  const empty = Object.keys(state).length === 0;
  return (
    <Line>
      {empty ? (
        text.stateEmpty
      ) : (
        <>
          {text.state}
          <code
            className="min-w-0 flex-1 truncate font-mono text-text selectable"
            title={JSON.stringify(state)}
          >
            {JSON.stringify(state)}
          </code>
        </>
      )}
    </Line>
  );
}

function Earlier({ approval }: { approval: Approval }) {
  return approval.earlier.map((entry) => (
    <Line key={entry.at}>
      {text.before}
      <OutcomeWord outcome={entry.outcome} />
      <span className="min-w-0 truncate">
        <Ago at={entry.at} /> {text.by[entry.by]}
        {entry.reason && `: ${entry.reason}`}
      </span>
    </Line>
  ));
}
