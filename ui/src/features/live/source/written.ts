//! Rows as text for a file, where the page itself writes it.

import type { CaptureFormat, Traffic } from "../../../api/types";

const columns: Record<string, (row: Traffic) => string | number | null | undefined> = {
  id: (row) => row.id,
  time: (row) => new Date(row.at).toISOString(),
  kind: (row) => row.kind,
  direction: (row) => row.direction,
  app: (row) => row.app,
  channel: (row) => row.channel,
  event: (row) => row.event,
  subject: (row) => row.who?.label,
  connection: (row) => row.connection,
  dialect: (row) => row.dialect,
  size: (row) => row.size,
  audience: (row) => row.audience,
  delivered: (row) => row.delivered,
  latency_us: (row) => row.latency_us,
  code: (row) => row.code,
  reason: (row) => row.reason,
  lost: (row) => row.lost,
  payload: (row) => row.payload,
};

export function written(rows: readonly Traffic[], format: CaptureFormat): string {
  if (format === "csv") {
    const lines = rows.map((row) => Object.values(columns).map((read) => field(read(row))));
    return [Object.keys(columns), ...lines].map((fields) => `${fields.join(",")}\r\n`).join("");
  }
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** A field as RFC 4180 has it. */
function field(value: string | number | null | undefined): string {
  const text = value == null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
