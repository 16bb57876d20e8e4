import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Traffic } from "../../../api/types";
import { IconButton } from "../../../components/button";
import { CopyButton, CopyId } from "../../../components/copy";
import { Dialect } from "../../../components/dialect";
import { JsonTree } from "../../../components/json-tree";
import { looks } from "../../../components/kinds";
import { SidePanel } from "../../../components/side-panel";
import { Tabs } from "../../../components/tabs";
import { cx } from "../../../lib/cx";
import type { Term } from "../../../lib/filter-term";
import { bytes, clock, count, ms } from "../../../lib/format";
import { parse, prettyText } from "../../../lib/json";
import { strings } from "../../../lib/strings";
import { endOf, isClient } from "../../../lib/token-tail";

const text = strings.live.detail;

/** Everything about one event. A click on a value filters by it, with Alt it excludes it. */
export function Detail({
  row,
  onClose,
  onTerm,
}: {
  row: Traffic;
  onClose: () => void;
  onTerm: (term: Term) => void;
}) {
  const look = looks[row.kind];
  const Icon = look.icon;
  const term = (key: string, value: string | null | undefined) =>
    value == null ? null : <TermButton name={key} value={value} onTerm={onTerm} />;
  return (
    <SidePanel label={text.title} edge={text.width} testId="live-detail">
      <header className="flex h-9 shrink-0 items-center gap-2 border-b border-line pr-1 pl-3">
        <Icon className={cx("size-4", look.colour)} aria-hidden />
        <h2 className="flex-1 truncate font-semibold">
          {strings.live.kinds[row.kind]} <span className="font-normal text-dim">{row.event}</span>
        </h2>
        <IconButton label={strings.common.close} icon={<X aria-hidden />} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-3">
        <dl className="grid grid-cols-[96px_1fr] items-baseline gap-x-3 gap-y-1.5 text-row">
          <Fact name="time">
            <span className="tnum font-mono">{clock(row.at)}</span>
          </Fact>
          <Fact name="direction">{strings.live.directions[row.direction]}</Fact>
          <Fact name="kind">{term("kind", row.kind)}</Fact>
          <Fact name="channel">{term("channel", row.channel)}</Fact>
          <Fact name="event">{term("event", row.event)}</Fact>
          <Fact name="who">{term("who", row.who?.label)}</Fact>
          {row.who?.token && (
            <Fact name={isClient(row.who.token) ? "client" : "token"}>
              {isClient(row.who.token) ? (
                <CopyId id={endOf(row.who.token)} head={20} />
              ) : (
                <CopyId id={row.who.token} head={16} />
              )}
            </Fact>
          )}
          <Fact name="connection">{term("connection", row.connection)}</Fact>
          {row.dialect && (
            <Fact name="dialect">
              <TermButton name="dialect" value={row.dialect} onTerm={onTerm}>
                <Dialect name={row.dialect} />
              </TermButton>
            </Fact>
          )}
          <Fact name="position">{row.position != null && count(row.position)}</Fact>
          <Fact name="delivered">
            {row.delivered != null && `${count(row.delivered)} of ${count(row.audience ?? row.delivered)}`}
          </Fact>
          <Fact name="latency">{row.latency_us != null && ms(row.latency_us / 1000)}</Fact>
          <Fact name="code">{term("code", row.code)}</Fact>
          <Fact name="reason">{row.reason && <span className="selectable">{row.reason}</span>}</Fact>
          <Fact name={text.fix}>{row.fix && <span className="selectable">{row.fix}</span>}</Fact>
        </dl>
        <Payload row={row} />
      </div>
    </SidePanel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === false || children === "") return null;
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function TermButton({
  name,
  value,
  onTerm,
  children = value,
}: {
  name: string;
  value: string;
  onTerm: (term: Term) => void;
  children?: ReactNode;
}) {
  return (
    <button
      type="button"
      title={`${text.include} (Alt: −)`}
      className="max-w-full truncate rounded-sm font-mono text-row hover:text-accent hover:underline"
      onClick={(event) => onTerm({ key: name, value: value.toLowerCase(), exclude: event.altKey })}
    >
      {children}
    </button>
  );
}

function Payload({ row }: { row: Traffic }) {
  const [view, setView] = useState("tree");
  if (row.payload == null) return null;
  const parsed = parse(row.payload);
  const cut = row.size != null && row.size > row.payload.length * 4;
  const shown = new TextEncoder().encode(row.payload).length;
  const raw = (
    <pre className="font-mono text-row leading-5 break-words whitespace-pre-wrap selectable">
      {prettyText(row.payload)}
    </pre>
  );
  return (
    <section className="mt-4 border-t border-line pt-3">
      <Tabs
        label={text.payload}
        value={parsed.ok ? view : "raw"}
        onChange={setView}
        tabs={[
          ...(parsed.ok
            ? [{ key: "tree", label: text.tree, content: <JsonTree value={parsed.value} /> }]
            : []),
          { key: "raw", label: text.raw, content: raw },
        ]}
        end={<CopyButton small text={row.payload} />}
      />
      {(cut || (row.size != null && shown < row.size)) && (
        <p className="mt-2 text-label text-amber">{text.cut(bytes(shown), bytes(row.size ?? 0))}</p>
      )}
    </section>
  );
}
