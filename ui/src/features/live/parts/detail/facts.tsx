import { Link } from "@tanstack/react-router";
import { ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import type { Traffic } from "../../../../api/types";
import { CopyId } from "../../../../components/copy";
import { Dialect } from "../../../../components/dialect";
import { Fact, FactList } from "../../../../components/facts";
import { clock, count, ms, stamp } from "../../../../lib/format";
import { strings } from "../../../../lib/strings";
import { detail as text } from "../../../../lib/strings/detail";
import { endOf, isClient, tailOf } from "../../../../lib/token-tail";
import { type OnTerm, TermButton } from "./term-button";

/** What is known of an event besides its payload. */
export function EventFacts({ row, onTerm }: { row: Traffic; onTerm: OnTerm }) {
  const term = (key: string, value: string | null | undefined) =>
    value == null ? null : <TermButton name={key} value={value} onTerm={onTerm} />;
  const token = row.who?.token;
  return (
    <FactList names={96}>
      <Fact name={text.at}>
        <time className="tnum font-mono" title={stamp(new Date(row.at).toISOString())}>
          {clock(row.at)}
        </time>
      </Fact>
      <Fact name={text.direction}>{strings.live.directions[row.direction]}</Fact>
      <Fact name={text.kind}>{term("kind", row.kind)}</Fact>
      <Fact name={text.channel}>
        {row.channel != null && (
          <Ended end={<Goto to="/channels/$name" params={{ name: row.channel }} what={row.channel} />}>
            {term("channel", row.channel)}
          </Ended>
        )}
      </Fact>
      <Fact name={text.event}>{term("event", row.event)}</Fact>
      <Fact name={text.who}>
        {row.who && (
          <Ended
            end={token && <Goto to="/tokens/$tail" params={{ tail: tailOf(token) }} what={row.who.label} />}
          >
            {term("subject", row.who.label)}
          </Ended>
        )}
      </Fact>
      {token && (
        <Fact name={isClient(token) ? text.client : text.token}>
          {isClient(token) ? <CopyId id={endOf(token)} head={20} /> : <CopyId id={token} head={16} secret />}
        </Fact>
      )}
      <Fact name={text.connection}>
        {row.connection != null && (
          <Ended end={<Goto to="/connections/$id" params={{ id: row.connection }} what={row.connection} />}>
            {term("connection", row.connection)}
          </Ended>
        )}
      </Fact>
      <Fact name={text.dialect}>
        {row.dialect != null && (
          <TermButton name="dialect" value={row.dialect} onTerm={onTerm}>
            <Dialect name={row.dialect} />
          </TermButton>
        )}
      </Fact>
      <Fact name={text.position}>
        {row.position != null && <span className="tnum">{count(row.position)}</span>}
      </Fact>
      <Fact name={text.delivered}>
        {row.delivered != null && (
          <span className="tnum">
            {text.deliveredOf(count(row.delivered), count(row.audience ?? row.delivered))}
          </span>
        )}
      </Fact>
      <Fact name={text.latency}>
        {row.latency_us != null && <span className="tnum">{ms(row.latency_us / 1000)}</span>}
      </Fact>
      <Fact name={text.code}>{term("code", row.code)}</Fact>
      <Fact name={text.reason}>{row.reason}</Fact>
      <Fact name={text.fix}>{row.fix}</Fact>
      {row.kind === "gap" && (
        <Fact name={text.lost}>{row.lost == null ? text.lostUnknown : count(row.lost)}</Fact>
      )}
    </FactList>
  );
}

function Ended({ end, children }: { end: ReactNode; children: ReactNode }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      {children}
      {end}
    </span>
  );
}

const goto =
  "inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-text";

type Goal =
  | { to: "/channels/$name"; params: { name: string } }
  | { to: "/connections/$id"; params: { id: string } }
  | { to: "/tokens/$tail"; params: { tail: string } };

/** The way to the page of what stands before it. */
function Goto({ what, ...goal }: Goal & { what: string }) {
  const label = text.open(what);
  return (
    <Link {...goal} aria-label={label} title={label} className={goto}>
      <ArrowUpRight className="size-3.5" aria-hidden />
    </Link>
  );
}
