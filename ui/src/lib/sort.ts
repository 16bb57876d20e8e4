//! The order of a table, as its address keeps it: `rate` or `-rate`.

export interface Sort {
  key: string;
  /** Greatest first. */
  down: boolean;
}

/** Reads `-rate`; nothing if it is no key of the table. */
export function parseSort(text: string | undefined, keys: readonly string[]): Sort | undefined {
  const key = text?.replace(/^-/, "");
  return text !== undefined && key !== undefined && keys.includes(key)
    ? { key, down: text.startsWith("-") }
    : undefined;
}

/** What a click on a column's head makes of the order: first one way, then the other, then as the server has it. */
export function nextSort(sort: Sort | undefined, key: string, firstDown: boolean): string | undefined {
  const text = (down: boolean) => `${down ? "-" : ""}${key}`;
  if (sort?.key !== key) return text(firstDown);
  return sort.down === firstDown ? text(!firstDown) : undefined;
}

/** The rows in an order; without one as they are. Rows without a value come last either way. */
export function sorted<T>(
  rows: readonly T[],
  sort: Sort | undefined,
  value: (row: T, key: string) => string | number | null | undefined,
): readonly T[] {
  if (!sort) return rows;
  const sign = sort.down ? -1 : 1;
  const keyed = rows.map((row) => ({ row, value: value(row, sort.key) }));
  keyed.sort((a, b) => {
    if (a.value == null || b.value == null) return Number(a.value == null) - Number(b.value == null);
    if (typeof a.value === "number" && typeof b.value === "number") return sign * (a.value - b.value);
    return sign * collator.compare(String(a.value), String(b.value));
  });
  return keyed.map((one) => one.row);
}

const collator = new Intl.Collator("en", { numeric: true });
