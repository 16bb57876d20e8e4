import type { Traffic } from "../../api/types";

/** Has a row something in common with another: the same message, the same connection, the same question? */
export function belongs(row: Traffic, to: Traffic): boolean {
  if (row.connection != null && row.connection === to.connection) return true;
  if (row.approval != null && row.approval === to.approval) return true;
  return (
    row.position != null &&
    row.position === to.position &&
    row.channel === to.channel &&
    row.app === to.app &&
    row.kind !== "state" &&
    to.kind !== "state"
  );
}
