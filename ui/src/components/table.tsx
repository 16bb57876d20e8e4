import { type ReactNode, useRef } from "react";
import { cx } from "../lib/cx";
import { useShortcut } from "../lib/shortcuts";

export interface Column<T> {
  key: string;
  title: string;
  /** As in `grid-template-columns`: "120px", "minmax(0, 2fr)". */
  width: string;
  /** Numbers and times stand at the right. */
  right?: boolean;
  /** Left out where the window is narrow. */
  wide?: boolean;
  cell: (row: T) => ReactNode;
}

/** Class names of the link that a whole row is; other controls in the row need `relative`. */
export const rowLink = "min-w-0 truncate font-medium outline-none after:absolute after:inset-0";

/** Rows in columns. j and k go from one row's link to the next, Enter opens it. */
export function Table<T>({
  label,
  columns,
  rows,
  keyOf,
  testId,
  keys = true,
}: {
  label: string;
  columns: Column<T>[];
  rows: T[];
  keyOf: (row: T) => string;
  testId?: string;
  /** Has the list the arrow keys of the page? Of two lists on a page, one has. */
  keys?: boolean;
}) {
  const body = useRef<HTMLDivElement>(null);
  const step = (by: number) => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>("[role=row] a:first-of-type") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  };
  useShortcut("j, arrowdown", keys ? () => step(1) : null);
  useShortcut("k, arrowup", keys ? () => step(-1) : null);
  const grid = (all: boolean) =>
    columns
      .filter((column) => all || !column.wide)
      .map((column) => column.width)
      .join(" ");
  const style = { "--columns": grid(true), "--columns-narrow": grid(false) } as Record<string, string>;
  const row =
    "grid grid-cols-(--columns-narrow) items-center gap-x-3 px-4 rail:grid-cols-(--columns) [&>*]:min-w-0";
  const place = (column: Column<T>) => cx(column.right && "text-right", column.wide && "hidden rail:block");
  return (
    <div role="table" aria-label={label} style={style}>
      <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-panel">
        <div role="row" className={cx(row, "h-7 text-label text-faint")}>
          {columns.map((column) => (
            <div key={column.key} role="columnheader" className={cx("truncate font-medium", place(column))}>
              {column.title}
            </div>
          ))}
        </div>
      </div>
      <div ref={body} role="rowgroup">
        {rows.map((one) => (
          <div
            key={keyOf(one)}
            role="row"
            data-testid={testId}
            className={cx(
              row,
              "relative min-h-9 border-b border-line bg-panel text-row last:border-b-0 hover:bg-hover",
              "has-[a:first-of-type:focus-visible]:bg-accent-soft",
            )}
          >
            {columns.map((column) => (
              <div key={column.key} role="cell" className={cx("py-1", place(column))}>
                {column.cell(one)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
