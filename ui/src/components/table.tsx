import type { ReactNode } from "react";
import { cx } from "../lib/cx";

export interface Column<T> {
  key: string;
  title: string;
  /** The title is read aloud only. */
  quiet?: boolean;
  /** As in `grid-template-columns`: "120px", "minmax(0, 2fr)". */
  width: string;
  /** Numbers and times stand at the right. */
  right?: boolean;
  /** Left out where the table is narrow. */
  wide?: boolean;
  cell: (row: T) => ReactNode;
}

/** A few rows in columns, all of them drawn, as high as they are. Long lists take `DataTable`. */
export function Table<T>({
  label,
  columns,
  rows,
  keyOf,
  testId,
}: {
  label: string;
  columns: Column<T>[];
  rows: T[];
  keyOf: (row: T) => string;
  testId?: string;
}) {
  const grid = (all: boolean) =>
    columns
      .filter((column) => all || !column.wide)
      .map((column) => column.width)
      .join(" ");
  const style = { "--columns": grid(true), "--columns-narrow": grid(false) } as Record<string, string>;
  const row =
    "grid grid-cols-(--columns-narrow) items-center gap-x-3 px-3 @min-[560px]:grid-cols-(--columns) [&>*]:min-w-0";
  const place = (column: Column<T>) =>
    cx(column.right && "text-right", column.wide && "hidden @min-[560px]:block");
  return (
    <div role="table" aria-label={label} style={style} className="@container">
      <div role="rowgroup" className="border-b border-line">
        <div role="row" className={cx(row, "h-7 text-label text-faint")}>
          {columns.map((column) => (
            <div key={column.key} role="columnheader" className={cx("truncate font-medium", place(column))}>
              {column.quiet ? <span className="sr-only">{column.title}</span> : column.title}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup">
        {rows.map((one) => (
          <div
            key={keyOf(one)}
            role="row"
            data-testid={testId}
            className={cx(row, "min-h-9 border-b border-line text-row last:border-b-0 hover:bg-hover")}
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
