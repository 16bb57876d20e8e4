//! The values of a row that a filter can name.

import type { Traffic } from "../../api/types";

export interface Value {
  key: string;
  value: string;
}

export function valuesOf(row: Traffic): Value[] {
  const all: [string, string | null | undefined][] = [
    ["kind", row.kind],
    ["channel", row.channel],
    ["event", row.event],
    ["subject", row.who?.label],
    ["code", row.code],
    ["dialect", row.dialect],
    ["connection", row.connection],
    ["dir", row.direction === "none" ? null : row.direction],
    ["app", row.app],
  ];
  return all.flatMap(([key, value]) => (value == null || value === "" ? [] : [{ key, value }]));
}
