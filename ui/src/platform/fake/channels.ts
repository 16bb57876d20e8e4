//! Channels of the pictures: a list, and everything about one of them.

import type { components } from "../../api/schema.gen";
import * as world from "./world";
import { APP_ID, alice, anonymous, bob, past } from "./world";

type Schemas = components["schemas"];

const MINUTE = 60_000;

/** The app's own channels, and a crowd of rooms that makes the list long. */
const all: Schemas["Channel"][] = [
  ...world.channels,
  ...Array.from({ length: 1200 }, (_, n) => ({
    name: `table-${String(n + 1).padStart(4, "0")}`,
    visibility: "public" as const,
    capabilities: ["ephemeral" as const, "presence" as const],
    closed: false,
    created_at: past((n + 1) * MINUTE),
    subscribers: (n * 7) % 23,
    members: (n * 7) % 29,
    rate: ((n * 13) % 50) / 4,
    position: (n * 97) % 4000,
    state_version: n % 5,
    ...(n % 3 ? { last_message_at: past(n * 700) } : {}),
  })),
];

const presence: Schemas["Presence"] = {
  ...world.presence,
  recent: [
    {
      at: past(12_000),
      who: bob,
      connection: "leap_conn_51101b94e6c8a7b1f60d2e3",
      joined: false,
      code: "1001",
      reason: "the page was left",
    },
    { at: past(40_000), who: bob, connection: "leap_conn_51101b94e6c8a7b1f60d2e3", joined: true },
    {
      at: past(3 * MINUTE),
      who: anonymous,
      connection: "leap_conn_50988b94e6c8a7b1f60d2e3",
      joined: false,
      code: "REMOVED",
      reason: "taken out by the backend",
    },
    { at: past(12 * MINUTE), who: alice, connection: "leap_conn_51040b94e6c8a7b1f60d2e3", joined: true },
  ],
};

const subscriptions: Schemas["Subscription"][] = [
  { who: alice, ephemeral: false, since: past(48 * 60 * MINUTE), connections: 2 },
  { who: bob, ephemeral: false, since: past(26 * 60 * MINUTE), connections: 0 },
  {
    who: { kind: "token", label: "…e2b7d1", token: "leap_token_c20000000000000000000000e2b7d1" },
    ephemeral: true,
    connections: 1,
  },
];

const states: Schemas["StateVersion"][] = [
  { version: 7, value: world.state.value, by: { kind: "backend", label: "backend" }, at: past(4 * MINUTE) },
  {
    version: 6,
    value: { topic: "Launch at ten", open: true, seats: { taken: 11, of: 40 }, hosts: ["Alice"] },
    by: alice,
    at: past(9 * MINUTE),
  },
  {
    version: 5,
    value: { topic: "Launch", open: false, seats: { taken: 0, of: 40 } },
    by: alice,
    at: past(50 * MINUTE),
  },
];

function resolve({ name, token }: Schemas["Resolve"]): Schemas["Resolution"] {
  const channel = world.channels.find((one) => one.name === name);
  if (/[^\p{Alphabetic}\p{N}_\-.:~@ ]/u.test(name)) {
    const problem = "a name has letters, digits, space and _ - . : ~ @ only";
    return { name, problem, rule: "", joins: [], verbs: [] };
  }
  if (!channel) {
    const because = "there is no channel of that name";
    return {
      name,
      rule: "there is no such channel, and this app lets clients create none",
      joins: [
        { who: anonymous, admission: "deny", because },
        { who: { kind: "token", label: "token" }, admission: "deny", because },
      ],
      verbs: ["create"],
    };
  }
  const open = channel.visibility === "unprotected";
  return {
    name,
    channel,
    rule:
      channel.visibility === "private"
        ? "private: without a grant, a person is asked"
        : open
          ? "unprotected: everybody may join, also without a token"
          : "public: every token of this app may join",
    joins: [
      {
        who: anonymous,
        admission: open ? "allow" : "deny",
        because: open ? "the channel is unprotected" : "it has no token",
      },
      {
        who: { kind: "token", label: "token" },
        admission: channel.visibility === "private" ? "ask" : "allow",
        because:
          channel.visibility === "private"
            ? "it has no grant, and the app's mode is ask"
            : "the channel is open to tokens",
      },
      ...(token ? [{ who: alice, admission: "allow" as const, because: "it holds a grant" }] : []),
    ],
    verbs: channel.closed
      ? ["open", "delete", "read_history"]
      : [
          "publish",
          "set_state",
          "close",
          "delete",
          ...(channel.capabilities.includes("persistent") ? ["read_history"] : []),
        ],
  };
}

/** 24 messages are at hand; the history goes 400 positions further back, and was cut before that. */
function history(empty: boolean, query: URLSearchParams): Schemas["History"] {
  if (empty) return { messages: [], oldest: null, newest: 0 };
  const newest = world.messages.at(-1)?.position ?? 0;
  const oldest = newest - 423;
  const before = Number(query.get("before") ?? newest + 1);
  const first = Math.max(query.has("before") ? before - 200 : newest - 23, oldest);
  const messages = Array.from({ length: Math.max(before - first, 0) }, (_, index) => {
    const position = first + index;
    const known = world.messages.find((one) => one.position === position);
    return (
      known ?? {
        position,
        event: "greet",
        payload: { n: position },
        sender: alice,
        at: past((newest - position) * 9000),
      }
    );
  });
  return { messages, oldest, newest };
}

/** What is asked about channels; nothing for other questions. */
export function readChannels(empty: boolean, path: string, query: URLSearchParams, body: string): unknown {
  const rest = path.replace(`/admin/v1/apps/${APP_ID}/`, "");
  if (rest === "resolve") return resolve(JSON.parse(body) as Schemas["Resolve"]);
  if (rest === "channels" && !body && query.has("limit")) {
    const sought = (query.get("search") ?? "").toLowerCase();
    const items = (empty ? [] : all).filter((one) => one.name.toLowerCase().includes(sought));
    const from = Number(query.get("after") ?? 0);
    const end = from + Number(query.get("limit"));
    const next = end < items.length ? { next: String(end) } : {};
    return { items: items.slice(from, end), total: items.length, ...next };
  }
  const [kind, , part, more] = rest.split("/");
  if (kind !== "channels") return undefined;
  if (part === "presence") return empty ? { members: [], recent: [] } : presence;
  if (part === "subscriptions" && more === undefined) return empty ? [] : subscriptions;
  if (part === "states" && more === undefined) return empty ? [] : states;
  if (part === "messages" && !body) return history(empty, query);
  return undefined;
}
