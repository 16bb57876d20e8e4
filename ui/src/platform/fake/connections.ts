//! Connections and refusals of the pictures.

import type { components } from "../../api/schema.gen";
import * as world from "./world";
import { APP_ID, alice, anonymous, bob, past } from "./world";

type Schemas = components["schemas"];

const MINUTE = 60_000;

const [template] = world.connections;

const all: Schemas["Connection"][] = template
  ? [
      ...world.connections,
      {
        ...template,
        id: "leap_conn_51101b94e6c8a7b1f60d2e3",
        who: bob,
        address: "127.0.0.1:51101",
        user_agent: "hop-go/1.2",
        origin: null,
        since: past(40_000),
        channels: [],
        queued_bytes: 184_320,
        latency_ms: 212,
      },
      {
        ...template,
        id: "leap_conn_50901b94e6c8a7b1f60d2e3",
        who: anonymous,
        address: "[::1]:50901",
        since: past(90 * MINUTE),
        channels: ["lobby", "room", "game:lobby-of-the-very-long-name-that-no-column-can-hold-at-once"],
        latency_ms: null,
      },
      {
        ...template,
        id: "leap_conn_50001b94e6c8a7b1f60d2e3",
        who: { kind: "backend", label: "probe" },
        address: "127.0.0.1:50001",
        user_agent: null,
        origin: null,
        channels: [],
        system: true,
      },
    ]
  : [];

const at = (ms: number) => Date.parse(past(ms));

const timeline: Schemas["TimelineEntry"][] = [
  { at: at(12 * MINUTE), kind: "connect" },
  { at: at(12 * MINUTE - 21), kind: "identify" },
  { at: at(12 * MINUTE - 30), kind: "subscribe", channel: "lobby" },
  { at: at(12 * MINUTE - 31), kind: "presence", channel: "lobby", event: "joined" },
  {
    at: at(5 * MINUTE),
    kind: "refused",
    channel: "backstage",
    event: "subscribe",
    code: "DENIED",
    reason: "a person said no: guests wait outside",
    fix: "ask again later, or get a grant",
  },
  { at: at(4 * MINUTE), kind: "state", channel: "lobby" },
];

const refusal = (
  id: number,
  ago: number,
  rest: Omit<Schemas["Refused"], "id" | "at" | "app">,
): Schemas["Refused"] => ({
  id,
  at: at(ago),
  app: APP_ID,
  dialect: "leap",
  address: "127.0.0.1:51022",
  origin: "http://localhost:3000",
  ...rest,
});

const remedy = (
  action: Schemas["RemedyAction"],
  rest: Partial<Schemas["Remedy"]> = {},
): Schemas["Remedy"] => ({
  action,
  app: APP_ID,
  ...rest,
});

const refusals: Schemas["Refused"][] = [
  refusal(9, 8_000, {
    verb: "subscribe",
    channel: "backstage",
    who: alice,
    connection: all[0]?.id ?? null,
    code: "NOT_GRANTED",
    message: "Alice holds no grant for backstage",
    fix: "give it a grant, or let a person answer",
    remedy: remedy("grant", { channel: "backstage", token: alice.token ?? null }),
  }),
  refusal(8, 14_000, {
    verb: "publish",
    channel: "lobby",
    who: bob,
    code: "MISSING_CAPABILITY",
    message: "clients may not publish in lobby",
    fix: "give the channel the capability client_publish",
    remedy: remedy("add_capability", { channel: "lobby", capability: "client_publish" }),
  }),
  refusal(7, 31_000, {
    verb: "publish",
    channel: "the archive",
    who: alice,
    code: "CHANNEL_CLOSED",
    message: "the channel is closed",
    fix: "open it",
    remedy: remedy("open_channel", { channel: "the archive" }),
  }),
  refusal(6, 2 * MINUTE, {
    verb: "identify",
    who: anonymous,
    code: "INVALID_AUTH",
    message: "there is no token leap_token_…000000",
    fix: "connect with a token of this app",
    remedy: remedy("create_token"),
  }),
  refusal(5, 3 * MINUTE, {
    verb: "subscribe",
    channel: "chat:42",
    who: anonymous,
    code: "UNKNOWN_CHANNEL",
    message: "there is no channel chat:42",
    fix: "create it first",
    remedy: remedy("create_channel", { channel: "chat:42" }),
  }),
  refusal(4, 9 * MINUTE, {
    verb: "publish",
    channel: "room",
    who: bob,
    code: "TOO_LARGE",
    message: "the payload has 81,204 bytes, 65,536 are allowed",
    fix: "send less, or raise the app's limit payload_bytes",
    remedy: remedy("raise_limit", { channel: "room" }),
  }),
  refusal(3, 26 * MINUTE, {
    verb: "/v1/channels/rom/messages",
    who: null,
    connection: null,
    origin: null,
    code: "INVALID_REQUEST",
    message: "the body is not JSON: expected value at line 1 column 1",
    fix: null,
    remedy: null,
  }),
];

/** What is asked about connections; nothing for other questions. */
export function readConnections(empty: boolean, path: string, query: URLSearchParams, body: string): unknown {
  if (path === "/admin/v1/refusals") return empty ? [] : refusals;
  const rest = path.replace(`/admin/v1/apps/${APP_ID}/`, "");
  if (rest === "connections") {
    const sought = (query.get("search") ?? "").toLowerCase();
    const { token, channel } = { token: query.get("token"), channel: query.get("channel") };
    const items = (empty ? [] : all).filter(
      (one) =>
        [one.id, one.who.label, one.address, one.user_agent, one.origin].some((part) =>
          part?.toLowerCase().includes(sought),
        ) &&
        (!token || one.who.token === token) &&
        (!channel || one.channels.includes(channel)),
    );
    return { items, total: items.length };
  }
  const [kind, id, part] = rest.split("/");
  if (kind !== "connections" || id === undefined) return undefined;
  if (part === "messages" && body) return { connections: 1, delivered: 1 };
  if (part !== undefined) return undefined;
  const connection = empty ? null : (all.find((one) => one.id === id) ?? null);
  const left: Schemas["TimelineEntry"] = {
    at: at(60_000),
    kind: "disconnect",
    code: "4001",
    reason: "closed by a person",
  };
  return { id, connection, timeline: connection ? timeline : [...timeline, left], cut: connection === null };
}
