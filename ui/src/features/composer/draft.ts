//! The message that is being written: to whom, as whom, what, how often. One for each app, as long as the window lives.

import type { Resendable } from "../../lib/composer-request";
import { parse, prettyText } from "../../lib/json";
import { faultsOf } from "../../lib/placeholders";
import { Store } from "../../lib/store";
import { composer as text } from "../../lib/strings/composer";

/** A token or client. */
export interface Persona {
  id: string;
  label: string;
}

export type To = "channel" | "token" | "connection";

export interface Draft {
  to: To;
  channel: string;
  token: Persona | null;
  connection: string;
  /** Who publishes in a channel; nobody: the backend. */
  as: Persona | null;
  event: string;
  /** JSON text, with placeholders in its texts. */
  payload: string;
  repeat: boolean;
  count: string;
  /** In ms. */
  interval: string;
}

export const NEW_DRAFT: Draft = {
  to: "channel",
  channel: "",
  token: null,
  connection: "",
  as: null,
  event: "hello",
  payload: '{\n  "text": "hi"\n}',
  repeat: false,
  count: "100",
  interval: "100",
};

const drafts = new Map<string, Store<Draft>>();

/** The draft of an app. */
export function draftOf(app: string): Store<Draft> {
  const draft = drafts.get(app) ?? new Store<Draft>(NEW_DRAFT);
  drafts.set(app, draft);
  return draft;
}

export const MOST_COUNT = 10_000;
export const MOST_INTERVAL = 3_600_000;

export type Problems = Partial<
  Record<"channel" | "token" | "connection" | "event" | "payload" | "count" | "interval", string>
>;

/** What keeps it from being sent, by field. */
export function problemsOf(draft: Draft): Problems {
  const found: Problems = {};
  if (draft.to === "channel" && draft.channel.trim() === "") found.channel = text.wrong.channel;
  if (draft.to === "token" && !draft.token) found.token = text.wrong.token;
  if (draft.to === "connection" && draft.connection.trim() === "") found.connection = text.wrong.connection;
  const event = faultsOf(draft.event)[0]?.message;
  if (draft.event === "") found.event = text.wrong.event;
  else if (event) found.event = event;
  const payload = payloadOf(draft);
  if (!payload.ok) found.payload = text.wrong.payload(payload.reason);
  else {
    const fault = faultsOf(draft.payload)[0]?.message;
    if (fault) found.payload = fault;
  }
  if (draft.repeat) {
    if (!within(draft.count, 1, MOST_COUNT)) found.count = text.wrong.count(MOST_COUNT);
    if (!within(draft.interval, 0, MOST_INTERVAL)) found.interval = text.wrong.interval(MOST_INTERVAL);
  }
  return found;
}

function within(typed: string, least: number, most: number): boolean {
  return /^\d+$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most;
}

/** The payload as JSON; no text at all is `null`. */
export function payloadOf({ payload }: Draft) {
  return payload.trim() === "" ? ({ ok: true, value: null } as const) : parse(payload);
}

/** How a row of the live view is sent again; or why it cannot be. */
export function fromRow(
  row: Resendable,
  before: Draft,
): { ok: true; draft: Draft } | { ok: false; reason: string } {
  const said = { event: row.event ?? "", payload: prettyText(row.payload ?? "null"), repeat: false };
  const who: Persona | null = row.who?.token ? { id: row.who.token, label: row.who.label } : null;
  if (row.kind === "message" && row.channel)
    return { ok: true, draft: { ...before, ...said, to: "channel", channel: row.channel, as: who } };
  if (row.kind === "direct" && row.connection)
    return { ok: true, draft: { ...before, ...said, to: "connection", connection: row.connection } };
  if (row.kind === "direct" && who)
    return { ok: true, draft: { ...before, ...said, to: "token", token: who } };
  return { ok: false, reason: text.notSendable };
}
