//! What lists and forms of connections say and send.

import type { Connection, Limits, Refused } from "../../api/types";
import { count } from "../../lib/format";
import { parseSort, type Sort } from "../../lib/sort";
import { strings } from "../../lib/strings";

const text = strings.connections;

/** What the address of the page keeps. A token is named by its public end. */
export interface ConnectionsSearch {
  view?: "refused";
  q?: string;
  token?: string;
  channel?: string;
  sort?: string;
}

const KEYS = ["who", "dialect", "address", "since", "latency", "queue", "channels"];

/** Reads the address; what is nonsense in it is left out. */
export function connectionsSearch(raw: Record<string, unknown>): ConnectionsSearch {
  const search: ConnectionsSearch = {};
  if (raw.view === "refused") search.view = "refused";
  for (const key of ["q", "token", "channel"] as const) {
    const value = raw[key] === undefined ? "" : String(raw[key]);
    if (value) search[key] = value;
  }
  if (typeof raw.sort === "string" && parseSort(raw.sort, KEYS)) search.sort = raw.sort;
  return search;
}

export function sortOf(search: ConnectionsSearch): Sort | undefined {
  return parseSort(search.sort, KEYS);
}

/** What a column sorts by. */
export function sortValue(connection: Connection, key: string): string | number | null | undefined {
  switch (key) {
    case "dialect":
      return connection.dialect;
    case "address":
      return connection.address;
    case "since":
      return connection.since;
    case "latency":
      return connection.latency_ms;
    case "queue":
      return connection.queued_bytes;
    case "channels":
      return connection.channels.length;
    default:
      return connection.who.label;
  }
}

/** The refusals that have a text in their reason, code, channel or subject. */
export function refusalsWith(all: readonly Refused[], search: string): readonly Refused[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return all;
  return all.filter((one) =>
    [
      one.verb,
      one.channel,
      one.who?.label,
      one.code,
      one.message,
      one.fix,
      one.address,
      one.origin,
      one.dialect,
    ].some((part) => part?.toLowerCase().includes(wanted)),
  );
}

/** Codes that no end of a WebSocket may send. */
const NEVER_SENT = new Set([1004, 1005, 1006, 1015]);

/** Says what is wrong with a close code; nothing if it can be sent. */
export function whatIsWrongWithCode(typed: string): string | undefined {
  if (!/^\d+$/.test(typed.trim())) return text.codeWrong.number;
  const code = Number(typed);
  if (NEVER_SENT.has(code)) return text.codeWrong.reserved(String(code));
  const fits =
    code === 1000 ||
    code === 1001 ||
    code === 1008 ||
    (code >= 1011 && code <= 1014) ||
    (code >= 3000 && code <= 4999);
  return fits ? undefined : text.codeWrong.range(String(code));
}

/** Bytes that a close frame has room for, beside its code. */
export const REASON_BYTES = 123;

/** Says what is wrong with the reason of a close; nothing if it fits. */
export function whatIsWrongWithReason(reason: string): string | undefined {
  const bytes = new TextEncoder().encode(reason).length;
  return bytes > REASON_BYTES ? text.closeReasonLong(count(bytes)) : undefined;
}

/** The highest that each limit can be. */
const MOST: Limits = {
  payload_bytes: 1_048_576,
  state_bytes: 1_048_576,
  publishes_per_second: 1_000_000,
  channels_per_subject: 100_000,
  connections_per_subject: 100_000,
  connections: 10_000_000,
  channels: 10_000_000,
  tokens: 10_000_000,
};

export interface Raise {
  limit: keyof Limits;
  from: number;
  to: number;
}

/** The limit that a refusal says to raise, and what to raise it to: twice as much. Nothing if it names none. */
export function raiseOf({ fix }: Refused, limits: Limits): Raise | undefined {
  const limit = /raise the app's limit (\w+)/i.exec(fix ?? "")?.[1];
  if (limit === undefined || !isLimit(limit)) return undefined;
  const from = limits[limit];
  const to = Math.min(from * 2, MOST[limit]);
  return to > from ? { limit, from, to } : undefined;
}

function isLimit(name: string): name is keyof Limits {
  return Object.hasOwn(MOST, name);
}
