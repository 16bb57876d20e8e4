//! Names of snapshots that nobody had to think of.

import { stamp } from "../../lib/format";

/** Local time as a name may hold it: `2027-01-31 12.00.07`. */
export function timeName(now: Date): string {
  return stamp(now.toISOString()).replaceAll(":", ".");
}
