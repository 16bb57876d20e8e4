//! What rows have in common, counted where they are held.

import type { Facet, Facets, Traffic } from "../../../api/types";

const MOST = 20;

export function facetsOf(rows: readonly Traffic[]): Facets {
  const count = (read: (row: Traffic) => string | null | undefined) => top(rows, read);
  return {
    rows: rows.length,
    channels: count((row) => row.channel),
    events: count((row) => row.event),
    kinds: count((row) => row.kind),
    subjects: count((row) => row.who?.label),
  };
}

function top(rows: readonly Traffic[], read: (row: Traffic) => string | null | undefined): Facet[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = read(row);
    if (value != null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MOST);
}
