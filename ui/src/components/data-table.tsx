import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useCallback, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { cx } from "../lib/cx";
import { useShortcut } from "../lib/shortcuts";
import type { Sort } from "../lib/sort";
import { stretchOf } from "../lib/stretch";
import { strings } from "../lib/strings";

const HEAD = 28;

/** Rows before the end of the list at which more is asked for. */
const NEAR = 40;

export interface Column<T> {
  key: string;
  label: string;
  /** The label is read aloud only. */
  quiet?: boolean;
  /** A grid track: `120px`, `minmax(0,1fr)`. */
  width: string;
  align?: "right";
  sortable?: boolean;
  /** Shown only where the table is at least so many px wide. */
  from?: number;
  cell: (row: T) => ReactNode;
}

/**
 * A table of any length: only the rows in view are drawn. j and k go up and down through the rows' first link or button,
 * which `ROW_LINK` lets fill its row. The height comes from around it.
 */
export function DataTable<T>({
  label,
  columns,
  rows,
  keyOf,
  total = rows.length,
  sort,
  onSort,
  onEnd,
  rowHeight = 36,
  testId,
}: {
  label: string;
  columns: Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** Rows there are, also those that are not loaded. */
  total?: number;
  sort?: Sort | undefined;
  onSort?: (key: string) => void;
  /** The end of `rows` comes near. */
  onEnd?: () => void;
  /** In px. */
  rowHeight?: number;
  testId: string;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const active = useRef(-1);
  const [view, setView] = useState({ top: 0, height: 0, width: 0 });
  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop: top, clientHeight: height, clientWidth: width } = element;
    setView((was) =>
      was.top === top && was.height === height && was.width === width ? was : { top, height, width },
    );
  }, []);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    look();
    const watcher = new ResizeObserver(look);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [look]);

  const { first, end } = stretchOf({ rows: rows.length, row: rowHeight, top: view.top, height: view.height });
  const nearEnd = view.height > 0 && end > rows.length - NEAR;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for every length
  useLayoutEffect(() => {
    if (nearEnd) onEnd?.();
  }, [nearEnd, rows.length]);

  const step = (by: number) => {
    const element = scroller.current;
    if (!element || rows.length === 0) return;
    const here = document.activeElement?.closest<HTMLElement>("[data-place]");
    const at = here && element.contains(here) ? Number(here.dataset.place) : active.current;
    const next = Math.min(Math.max(at + by, 0), rows.length - 1);
    active.current = next;
    const top = next * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight + HEAD > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + rowHeight + HEAD - element.clientHeight;
    }
    // The row may have come into view just now.
    flushSync(look);
    element
      .querySelector<HTMLElement>(`[data-place="${next}"] :is(a, button)`)
      ?.focus({ preventScroll: true });
  };
  useShortcut("j, arrowdown", () => step(1), strings.kit.nextRow);
  useShortcut("k, arrowup", () => step(-1), strings.kit.previousRow);

  const shown = columns.filter((column) => column.from === undefined || view.width >= column.from);
  const grid = { gridTemplateColumns: shown.map((column) => column.width).join(" ") };
  return (
    <div
      ref={scroller}
      onScroll={look}
      data-scroll-restoration-id={testId}
      role="table"
      aria-label={label}
      aria-rowcount={total + 1}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative min-h-0 min-w-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
    >
      <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-panel">
        <div
          role="row"
          aria-rowindex={1}
          className="grid items-center gap-x-3 px-4"
          style={{ ...grid, height: HEAD }}
        >
          {shown.map((column) => (
            <Head key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: rows.length * rowHeight }}>
        {rows.slice(first, end).map((row, slot) => (
          <div
            key={keyOf(row)}
            role="row"
            data-testid={testId}
            data-place={first + slot}
            aria-rowindex={first + slot + 2}
            style={{ ...grid, height: rowHeight, top: (first + slot) * rowHeight }}
            className={cx(
              "absolute inset-x-0 grid items-center gap-x-3 border-b border-line bg-panel px-4 text-row hover:bg-hover",
              "has-[[data-row-link]:focus-visible]:bg-accent-soft has-[[data-row-link]:focus-visible]:outline-2 has-[[data-row-link]:focus-visible]:-outline-offset-2 has-[[data-row-link]:focus-visible]:outline-accent",
            )}
          >
            {shown.map((column) => (
              <div
                key={column.key}
                role="cell"
                className={cx(
                  "flex min-w-0 items-center gap-1.5",
                  column.align === "right" && "tnum justify-end",
                )}
              >
                {column.cell(row)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** What the link or button of a row takes, so that the whole row is it. */
export const ROW_LINK = {
  "data-row-link": "",
  className: "min-w-0 truncate text-left font-medium outline-none after:absolute after:inset-0",
} as const;

/** What else can be clicked in a row takes this class, to lie above the row's link. */
export const ABOVE_ROW_LINK = "relative z-[1]";

function Head<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>;
  sort: Sort | undefined;
  onSort: ((key: string) => void) | undefined;
}) {
  const sorted = sort?.key === column.key ? sort : undefined;
  const Arrow = sorted?.down ? ArrowDown : ArrowUp;
  const right = column.align === "right";
  return (
    <div
      role="columnheader"
      aria-sort={sorted ? (sorted.down ? "descending" : "ascending") : undefined}
      className={cx("flex min-w-0 text-label font-medium text-faint", right && "justify-end")}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          onClick={() => onSort(column.key)}
          className={cx(
            "flex h-7 min-w-0 items-center gap-1 rounded-sm hover:text-text focus-visible:-outline-offset-2",
            right && "flex-row-reverse",
            sorted && "text-text",
          )}
        >
          <span className="truncate">{column.label}</span>
          {sorted && <Arrow className="size-3" aria-hidden />}
        </button>
      ) : (
        <span className={column.quiet ? "sr-only" : "truncate"}>{column.label}</span>
      )}
    </div>
  );
}
