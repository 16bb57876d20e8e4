import type { Traffic } from "../../api/types";

/** What stands in the payload column: the payload, or else why it happened. */
export function summary(row: Traffic): string {
  if (row.payload != null) return row.payload;
  return [row.code, row.reason].filter(Boolean).join(": ");
}
