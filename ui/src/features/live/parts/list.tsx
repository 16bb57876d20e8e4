import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownToLine } from "lucide-react";
import { type RefObject, useEffect } from "react";
import { cx } from "../../../lib/cx";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import type { Live, LiveSnapshot } from "../model";
import { type Follow, ROW } from "../use-follow";
import { COLUMNS, Row, WIDE_ONLY } from "./row";

const { columns } = strings.live;

/** The rows that are visible, and only those. */
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
  selected: number | null;
  onSelect: (id: number) => void;
}) {
  const rows = useVirtualizer({
    count: snapshot.rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
  });
  const index = selected === null ? -1 : live.indexOf(selected);
  const chosen = index < 0 ? undefined : live.row(index);

  // Keys move the selection; it is kept in view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection scrolls, not a new row
  useEffect(() => {
    if (index >= 0 && !follow.following) rows.scrollToIndex(index, { align: "auto" });
  }, [selected]);

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
            )}
          >
            {label}
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
          <div className="relative" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map((item) => {
              const row = live.row(item.index);
              if (!row) return null;
              const related =
                chosen !== undefined &&
                chosen.id !== row.id &&
                chosen.connection != null &&
                row.connection === chosen.connection;
              return (
                <Row
                  key={row.id}
                  row={row}
                  top={item.start}
                  selected={row.id === selected}
                  related={related}
                  onSelect={onSelect}
                />
              );
            })}
          </div>
        </div>
        {!follow.following && (
          <button
            type="button"
            onClick={follow.jump}
            className="tnum absolute bottom-3 left-1/2 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 text-row font-medium text-accent shadow-float hover:bg-hover"
          >
            <ArrowDownToLine className="size-4" aria-hidden />
            {follow.fresh > 0 ? strings.live.jump(count(follow.fresh)) : strings.live.jumpOnly}
          </button>
        )}
      </div>
    </div>
  );
}
