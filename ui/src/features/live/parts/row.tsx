import { Bookmark, GitCompare, Scissors } from "lucide-react";
import { memo } from "react";
import type { Line } from "../../../api/types";
import { cx } from "../../../lib/cx";
import { count, oneLine, sentence } from "../../../lib/format";
import { ROW } from "../../../lib/stretch";
import { strings } from "../../../lib/strings";
import type { Fitted } from "../columns";
import { summary } from "../summary";
import { Cell, payloadLook } from "./cells";

const text = strings.live;

/** Both ends of a row and of the header. */
export const ENDS = "gap-x-3 border-l-2 px-3";

interface Props {
  line: Line;
  /** Place on the list, from 1. */
  place: number;
  time: string;
  fitted: Fitted;
  selected: boolean;
  /** It has something in common with the selected one. */
  related: boolean;
  marked: boolean;
  /** The next one is compared with it. */
  compared: boolean;
}

export const Row = memo(function Row({
  line,
  place,
  time,
  fitted,
  selected,
  related,
  marked,
  compared,
}: Props) {
  const { row } = line;
  if (row.kind === "gap") return <Gap line={line} place={place} time={time} selected={selected} />;
  return (
    <div
      role="row"
      data-testid="live-row"
      aria-rowindex={place}
      aria-selected={selected}
      style={{ height: ROW, gridTemplateColumns: fitted.template }}
      className={cx(
        ENDS,
        "grid items-center font-mono text-row whitespace-nowrap",
        selected ? "bg-accent-soft" : "hover:bg-hover",
        related || marked || compared ? "border-accent" : "border-transparent",
      )}
    >
      {fitted.shown.map(({ key }) =>
        key === "payload" && (compared || marked || line.count > 1) ? (
          <span key={key} role="cell" className="flex min-w-0 items-center gap-2">
            {compared && <GitCompare className="size-3.5 text-accent" aria-label={text.verbs.compare} />}
            {marked && <Bookmark className="size-3.5 text-accent" aria-label={text.verbs.mark} />}
            <span className={cx("min-w-0 flex-1 truncate", payloadLook(row))}>{oneLine(summary(row))}</span>
            {line.count > 1 && <Times n={line.count} />}
          </span>
        ) : (
          <Cell key={key} column={key} row={row} time={time} />
        ),
      )}
    </div>
  );
});

/** How many messages are in the line; the list hears of the click that unrolls them. */
function Times({ n }: { n: number }) {
  return (
    <span
      data-unroll
      title={text.timesWhy(count(n))}
      className="tnum shrink-0 rounded-full border border-line-strong px-1.5 font-sans text-label leading-4 font-medium text-dim hover:border-accent hover:text-accent"
    >
      {text.times(count(n))}
    </span>
  );
}

/** Where events are missing: said across the whole list. */
function Gap({ line, place, time, selected }: Pick<Props, "line" | "place" | "time" | "selected">) {
  const { lost, reason } = line.row;
  const what = lost == null ? text.gap.unknown : text.gap.known(count(lost), lost === 1);
  return (
    <div
      role="row"
      data-testid="live-gap"
      aria-rowindex={place}
      aria-selected={selected}
      style={{ height: ROW }}
      className={cx(
        ENDS,
        "flex items-center border-y border-amber/40 border-l-amber text-row whitespace-nowrap text-amber",
        selected ? "bg-accent-soft" : "bg-amber/10",
      )}
    >
      <span role="cell" className="tnum w-24 shrink-0 font-mono">
        {time}
      </span>
      <Scissors className="size-4" aria-hidden />
      <span role="cell" className="truncate font-medium">
        {sentence(reason ? `${what}: ${reason}` : what)}
      </span>
    </div>
  );
}

/** A line that is on its way. */
export function Blank() {
  return (
    <div style={{ height: ROW }} className="flex items-center gap-3 px-3.5" aria-hidden>
      <span className="h-2 w-20 rounded-sm bg-hover" />
      <span className="h-2 w-24 rounded-sm bg-hover" />
      <span className="h-2 flex-1 rounded-sm bg-hover" />
    </div>
  );
}
