import { ArrowDownToLine } from "lucide-react";
import type { RefObject } from "react";
import type { Traffic } from "../../../api/types";
import { cx } from "../../../lib/cx";
import { count } from "../../../lib/format";
import { ROW } from "../../../lib/stretch";
import { strings } from "../../../lib/strings";
import type { Live, LiveSnapshot } from "../model";
import type { Follow } from "../use-follow";
import { COLUMNS, NOT_NARROW, Row, WIDE_ONLY } from "./row";

const { columns } = strings.live;

/** The rows that are in view, and only those. */
export function List({
  live,
  snapshot,
  follow,
  scroller,
  selected,
  onSelect,
}: {
  live: Live;
  snapshot: LiveSnapshot;
  follow: Follow;
  scroller: RefObject<HTMLDivElement | null>;
  selected: Traffic | null;
  onSelect: (row: Traffic) => void;
}) {
  const { first, end } = follow.stretch;
  const rows = Array.from({ length: end - first }, (_, slot) => live.row(first + slot));
  return (
    <div
      role="table"
      aria-label={strings.live.title}
      aria-rowcount={snapshot.rows}
      className="@container flex min-h-0 flex-1 flex-col"
    >
      <div
        role="row"
        className={cx(
          COLUMNS,
          "h-7 shrink-0 items-center border-b border-l-2 border-line border-l-transparent bg-panel px-3 text-label font-medium text-faint",
        )}
      >
        {Object.entries(columns).map(([key, label]) => (
          <span
            key={key}
            role="columnheader"
            className={cx(
              "truncate",
              (key === "size" || key === "delivered" || key === "latency") && "text-right",
              key === "latency" && WIDE_ONLY,
              key === "size" && NOT_NARROW,
            )}
          >
            {/* An arrow says enough to who sees it. */}
            {key === "direction" ? <span className="sr-only">{label}</span> : label}
          </span>
        ))}
      </div>
      <div className="relative min-h-0 flex-1">
        <div
          ref={scroller}
          onScroll={follow.onScroll}
          data-testid="live-list"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          role="rowgroup"
          className="absolute inset-0 overflow-y-auto focus-visible:-outline-offset-2"
          style={{ overflowAnchor: "none" }}
        >
          <div className="relative" style={{ height: snapshot.rows * ROW }}>
            {rows.map((row, slot) =>
              row === undefined ? null : (
                <Row
                  // biome-ignore lint/suspicious/noArrayIndexKey: places are kept and filled anew, whatever row is in them
                  key={slot}
                  row={row}
                  index={first + slot}
                  selected={row === selected}
                  related={
                    row !== selected && selected?.connection != null && row.connection === selected.connection
                  }
                  onSelect={onSelect}
                />
              ),
            )}
          </div>
        </div>
        {snapshot.reading && (
          <button
            type="button"
            onClick={follow.jump}
            className="tnum absolute bottom-3 left-1/2 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 text-row font-medium text-accent shadow-float hover:bg-hover"
          >
            <ArrowDownToLine className="size-4" aria-hidden />
            {snapshot.waiting > 0 ? strings.live.jump(count(snapshot.waiting)) : strings.live.jumpOnly}
          </button>
        )}
      </div>
    </div>
  );
}
