import { ArrowLeft, ArrowRight } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import type { SimulatedClient } from "../../../api/types";
import { clock, oneLine } from "../../../lib/format";
import { simulated as text } from "../../../lib/strings/simulated";

/** What a client heard and said last, the newest at the bottom. */
export function LaneLog({ client: { label, log } }: { client: SimulatedClient }) {
  const list = useRef<HTMLOListElement>(null);
  const newest = log.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes down when something is new
  useLayoutEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [newest]);
  return (
    <ol
      ref={list}
      aria-label={text.log(label)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto border-y border-line bg-panel px-2 py-1 font-mono text-label selectable focus-visible:-outline-offset-2"
    >
      {log.length === 0 && <li className="font-sans text-faint">{text.logEmpty}</li>}
      {log.map((entry, at) => {
        const Arrow = entry.sent ? ArrowRight : ArrowLeft;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own and are drawn anew
          <li key={at} title={`${clock(entry.at)} ${entry.text}`} className="flex items-center gap-1">
            <Arrow
              className={`size-3 ${entry.sent ? "text-blue" : "text-violet"}`}
              aria-label={entry.sent ? text.said : text.heard}
            />
            <span className="truncate">{oneLine(entry.text)}</span>
          </li>
        );
      })}
    </ol>
  );
}
