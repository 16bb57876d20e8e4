import { ArrowLeftRight, GitCompare, X } from "lucide-react";
import { useMemo, useState } from "react";
import type { Traffic } from "../../../api/types";
import { IconButton } from "../../../components/button";
import { ChangeList } from "../../../components/change-list";
import { DiffView } from "../../../components/diff-view";
import { SidePanel } from "../../../components/side-panel";
import { Tabs } from "../../../components/tabs";
import { cx } from "../../../lib/cx";
import { count, ms } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { detail } from "../../../lib/strings/detail";
import { countKinds, type FactPair, factPairs, payloadDifference } from "../compare";

const text = detail.compare;

/** Two events side by side, and what is different in their payloads. */
export function Compare({ a, b, onClose }: { a: Traffic; b: Traffic; onClose: () => void }) {
  const [swapped, setSwapped] = useState(false);
  // What came first stands first.
  const [first, second] = a.id <= b.id === swapped ? [b, a] : [a, b];
  const apart = Math.abs(a.at - b.at);
  return (
    <SidePanel label={text.title} edge={text.width} testId="live-compare">
      <header className="flex h-9 shrink-0 items-center gap-1 border-b border-line pr-1 pl-3">
        <GitCompare className="mr-1 size-4 text-dim" aria-hidden />
        <h2 className="flex-1 truncate font-semibold">
          {text.title}{" "}
          <span className="tnum font-normal text-dim">
            {apart === 0 ? text.together : text.between(ms(apart))}
          </span>
        </h2>
        <IconButton
          label={text.swap}
          icon={<ArrowLeftRight aria-hidden />}
          onClick={() => setSwapped(!swapped)}
        />
        <IconButton label={strings.common.close} icon={<X aria-hidden />} onClick={onClose} />
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-3">
        <Facts pairs={factPairs(first, second)} />
        <Payloads first={first} second={second} />
      </div>
    </SidePanel>
  );
}

function Facts({ pairs }: { pairs: FactPair[] }) {
  const columns = "grid grid-cols-[72px_minmax(0,1fr)_minmax(0,1fr)] gap-x-2 px-1";
  return (
    <div role="table" aria-label={text.title} className="text-row">
      <div role="row" className={cx(columns, "border-b border-line pb-1 text-label font-medium text-faint")}>
        <span role="columnheader">
          <span className="sr-only">{text.fact}</span>
        </span>
        <span role="columnheader">{text.first}</span>
        <span role="columnheader">{text.second}</span>
      </div>
      {pairs.map(({ name, first, second, differs }) => (
        <div role="row" key={name} className={cx(columns, "rounded-sm py-0.5", differs && "bg-accent-soft")}>
          <span role="rowheader" className="text-dim">
            {name}
            {differs && <span className="sr-only">, {text.differs}</span>}
          </span>
          {[first, second].map((value, side) => (
            <span
              role="cell"
              // biome-ignore lint/suspicious/noArrayIndexKey: the two sides never change places
              key={side}
              title={value}
              className={cx("truncate font-mono selectable", differs && "font-medium")}
            >
              {value || "–"}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

function Payloads({ first, second }: { first: Traffic; second: Traffic }) {
  const [view, setView] = useState("changes");
  const found = useMemo(() => payloadDifference(first, second), [first, second]);
  const heading = "border-t border-line pt-3";
  if (!found) return <p className={cx(heading, "text-row text-dim")}>{text.noPayloads}</p>;
  const { changes, before, after } = found;
  const lines = <DiffView label={text.lines} before={before} after={after} />;
  if (!changes)
    return (
      <section aria-label={detail.payload} className={cx(heading, "flex flex-col gap-2")}>
        <p className="text-row text-amber">{text.notJson}</p>
        {lines}
      </section>
    );
  if (changes.length === 0) return <p className={cx(heading, "text-row text-dim")}>{text.same}</p>;
  return (
    <section aria-label={detail.payload} className={heading}>
      <Tabs
        label={text.view}
        value={view}
        onChange={setView}
        tabs={[
          {
            key: "changes",
            label: text.changes,
            content: (
              <div className="flex flex-col gap-2">
                <ChangeList label={text.changes} changes={changes} />
              </div>
            ),
          },
          { key: "lines", label: text.lines, content: lines },
        ]}
        end={
          <span className="tnum text-label text-dim">
            {countKinds(changes)
              .map(([kind, n]) => text.some(count(n), strings.kit.changes[kind]))
              .join(", ")}
          </span>
        }
      />
    </section>
  );
}
