//! What belongs together with an event.

import type { Traffic } from "../../api/types";

export interface RelatedTo {
  why: "connection" | "room" | "subject";
  /** Of the filter. */
  key: string;
  value: string;
}

/** The conditions under which one sees what belongs to an event, the narrowest first. */
export function relatedTo(row: Traffic): RelatedTo[] {
  const found: RelatedTo[] = [];
  if (row.connection != null) found.push({ why: "connection", key: "connection", value: row.connection });
  if (row.who && row.who.kind !== "anonymous") {
    found.push({ why: "subject", key: "subject", value: row.who.label });
  }
  if (row.channel != null) found.push({ why: "room", key: "channel", value: row.channel });
  return found;
}
