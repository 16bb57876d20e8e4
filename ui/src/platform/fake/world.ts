//! The server that the pictures show: one app, a few channels, two personas, two clients at the door.

import type { components } from "../../api/schema.gen";

type Schemas = components["schemas"];

const START = Date.now();

/** An instant so many ms before the page was loaded. */
export const past = (ms: number): string => new Date(START - ms).toISOString();

export const APP_ID = "project_MzE0MTU5MjY1MzU4OTc5MzI";
const ALICE = "leap_token_c18f3a0d52b94e6c8a7b1f60d2e3a9f2";
const BOB = "leap_token_c27e41b863ca5f7d9b8c2071e3f4b0a3";
const ADA = "client:ada";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const people: Schemas["Who"][] = [
  { kind: "token", label: "Alice", token: ALICE },
  { kind: "token", label: "Bob", token: BOB },
  { kind: "anonymous", label: "anonymous" },
  { kind: "backend", label: "backend" },
];

export const ada: Schemas["Who"] = { kind: "client", label: "Ada Lovelace", token: ADA };

export const [alice, bob, anonymous] = people as [Schemas["Who"], Schemas["Who"], Schemas["Who"]];

export const server: Schemas["Server"] = {
  id: "embedded",
  name: "This computer",
  environment: "local",
  status: { status: "running" },
  notices: ["Port 8090 is taken; clients connect to 8092."],
};

export const counters: Schemas["Counters"] = {
  connections: 4,
  channels: 5,
  approvals: 2,
  connects: 31,
  messages: 1_204_331,
  deliveries: 9_640_112,
  dropped: 12,
  refusals: 7,
};

const HOST = "127.0.0.1:8092";

const dialect = { default_app: APP_ID, tokens: false, mints: false };

const dialects: Schemas["DialectInfo"][] = [
  { ...dialect, name: "leap", addresses: [`ws://${HOST}/ws`, `http://${HOST}`], tokens: true },
  {
    ...dialect,
    name: "channels",
    addresses: [`ws://${HOST}/optimized`, `http://${HOST}/sse/{channel}`, `http://${HOST}`],
    mints: true,
  },
  {
    ...dialect,
    name: "pakyow",
    addresses: [`ws://${HOST}/?socket_connection_id=<id>`, `http://${HOST}/`],
  },
  { ...dialect, name: "itty", addresses: [`ws://${HOST}/c/<channel>`] },
];

export const info: Schemas["Info"] = {
  product: "switchboard",
  version: "0.1.0",
  run: "run_1",
  scope: "manage",
  started_at: past(2 * HOUR),
  capabilities: [
    "apps",
    "tokens",
    "clients",
    "channels",
    "connections",
    "publish",
    "state",
    "history",
    "approvals",
    "keys",
    "snapshots",
    "project",
  ],
  endpoints: dialects.flatMap(({ name, addresses }) =>
    addresses.map((url) => ({
      dialect: name,
      transport: url.startsWith("ws") ? "socket" : "rest",
      url,
    })),
  ),
  dialects,
  counters,
};

/** Five minutes, second by second. */
export function series(empty: boolean): Schemas["Series"] {
  const points = Array.from({ length: 300 }, (_, second) => {
    const wave = empty ? 0 : Math.round(40 + 30 * Math.sin(second / 17) + 9 * Math.sin(second / 3));
    return {
      at: START - (299 - second) * 1000,
      connections: empty ? 0 : 2 + Math.round(second / 150),
      connects: second % 40 === 0 && !empty ? 1 : 0,
      messages: wave,
      deliveries: wave * 3,
      dropped: 0,
      refusals: second % 90 === 7 && !empty ? 1 : 0,
    };
  });
  return { step_ms: 1000, points };
}

export const probe: Schemas["Probe"] = {
  ok: true,
  steps: [
    { name: "connect", ms: 1.1 },
    { name: "join", ms: 0.4 },
    { name: "publish", ms: 0.3 },
    { name: "receive", ms: 0.2 },
  ],
  round_trip_ms: 2.04,
  error: null,
};

export const failedProbe: Schemas["Probe"] = {
  ok: false,
  steps: [
    { name: "connect", ms: 1.3 },
    { name: "join", ms: 5000 },
  ],
  round_trip_ms: null,
  error: "No answer to the join within 5 s. Look at the server's log, or restart the app.",
};

export const app: Schemas["App"] = {
  id: APP_ID,
  name: "My app",
  join_mode: "ask",
  ask_timeout_ms: 30_000,
  created_at: past(48 * HOUR),
  channels: 5,
  tokens: 2,
  connections: 4,
  limits: {
    payload_bytes: 65_536,
    state_bytes: 262_144,
    publishes_per_second: 1_000,
    channels_per_subject: 1_000,
    connections_per_subject: 100,
    connections: 100_000,
    channels: 100_000,
    tokens: 100_000,
  },
  default_capabilities: ["client_publish"],
  retention: { messages: null, age_ms: null, state_versions: 100, idempotency_ms: 300_000 },
};

export const tokens: Schemas["Token"][] = [
  {
    id: ALICE,
    guest: false,
    name: "Alice",
    state: { user: 42 },
    state_version: 1,
    created_at: past(48 * HOUR),
    online: true,
    connections: 2,
    channels: [],
  },
  {
    id: BOB,
    guest: false,
    name: "Bob",
    state: {},
    state_version: 0,
    created_at: past(48 * HOUR),
    online: false,
    connections: 0,
    last_seen: past(3 * HOUR),
    channels: ["room"],
  },
];

export const clients: Schemas["Token"][] = [
  {
    id: ADA,
    client: "ada",
    guest: false,
    name: "Ada Lovelace",
    extra: '{"team":"engines"}',
    state: { seat: 7 },
    state_version: 1,
    created_at: past(20 * HOUR),
    online: true,
    connections: 1,
    channels: ["backstage"],
  },
  {
    id: "client:b3a1c9e2-7f40-4d6b-9a51-0e2d4c8f6a17",
    client: "b3a1c9e2-7f40-4d6b-9a51-0e2d4c8f6a17",
    guest: false,
    state: {},
    state_version: 0,
    created_at: past(21 * HOUR),
    online: false,
    connections: 0,
    channels: [],
  },
];

export const guest: Schemas["Token"] = {
  id: "client:page-4f1d2c3b5a697887",
  client: "page-4f1d2c3b5a697887",
  guest: true,
  state: {},
  state_version: 0,
  created_at: past(3 * MINUTE),
  online: true,
  connections: 1,
  channels: ["lobby"],
};

function channel(
  name: string,
  visibility: Schemas["Visibility"],
  capabilities: Schemas["Capability"][],
  rest: Partial<Schemas["Channel"]> = {},
): Schemas["Channel"] {
  return {
    name,
    visibility,
    capabilities,
    closed: false,
    created_at: past(48 * HOUR),
    subscribers: 0,
    members: 0,
    rate: 0,
    position: 0,
    state_version: 0,
    ...rest,
  };
}

export const channels: Schemas["Channel"][] = [
  channel("backstage", "private", ["presence", "client_publish"], { subscribers: 1, position: 42 }),
  channel("game:lobby-of-the-very-long-name-that-no-column-can-hold-at-once", "public", ["ephemeral"]),
  channel("lobby", "unprotected", ["persistent", "presence"], {
    subscribers: 3,
    members: 3,
    position: 1_204_017,
    state_version: 7,
    last_message_at: past(4000),
  }),
  channel("room", "public", ["client_publish", "client_set_state"], { last_message_at: past(26 * MINUTE) }),
  channel("the archive", "private", ["persistent"], { closed: true, position: 314 }),
];

export const state: Schemas["ChannelState"] = {
  version: 7,
  value: { topic: "Launch at nine", open: true, seats: { taken: 12, of: 40 }, hosts: ["Alice", "Bob"] },
};

function connection(
  who: Schemas["Who"],
  port: number,
  origin: string | null,
  dialect = "leap",
): Schemas["Connection"] {
  return {
    id: `leap_conn_${port}b94e6c8a7b1f60d2e3`,
    who,
    dialect,
    address: `127.0.0.1:${port}`,
    user_agent: origin ? "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0" : "node",
    origin,
    since: past(12 * MINUTE),
    channels: ["lobby"],
    queued_bytes: 0,
    frames_sent: 912,
    bytes_sent: 81_204,
    latency_ms: 1.2,
    system: false,
  };
}

export const connections = [
  connection(alice, 51022, "http://localhost:3000"),
  connection(alice, 51040, null),
  connection(ada, 51063, "http://localhost:3000", "channels"),
  connection(anonymous, 51077, "http://localhost:5173", "itty"),
  connection({ kind: "client", label: "page-4f1d2c3b5a697887", token: guest.id }, 51090, null, "pakyow"),
];

export const presence: Schemas["Presence"] = {
  members: [
    {
      who: alice,
      since: past(12 * MINUTE),
      connections: connections.slice(0, 2),
    },
    { who: ada, since: past(9 * MINUTE), connections: connections.slice(2, 3) },
    { who: bob, since: past(40_000), connections: [] },
  ],
  recent: [],
};

export const messages: Schemas["Message"][] = Array.from({ length: 24 }, (_, index) => ({
  position: 1_203_994 + index,
  event: index % 5 === 0 ? "tick" : "greet",
  payload: index % 5 === 0 ? { n: index } : { text: `Hello number ${index}`, mood: "calm" },
  sender: index % 5 === 0 ? { kind: "backend", label: "backend" } : alice,
  at: past((24 - index) * 9000),
}));

export function approvals(): Schemas["Approval"][] {
  const shared = { app: APP_ID, channel: "backstage", asked_at: past(12_000), total_ms: 30_000 };
  return [
    {
      ...shared,
      id: "ticket_1",
      who: alice,
      token_state: { user: 42, role: "guest" },
      connections: [connection(alice, 51022, "http://localhost:3000")],
      deadline: past(-18_000),
      left_ms: 18_000,
      earlier: [{ ...journal[1], app: APP_ID, channel: "backstage", who: alice } as Schemas["JournalEntry"]],
    },
    {
      ...shared,
      id: "ticket_2",
      who: bob,
      token_state: {},
      connections: [connection(bob, 51101, null, "channels"), connection(bob, 51102, null)],
      deadline: past(-27_000),
      left_ms: 27_000,
      earlier: [],
    },
  ];
}

export const journal: Schemas["JournalEntry"][] = [
  {
    at: past(4 * MINUTE),
    app: APP_ID,
    channel: "backstage",
    who: alice,
    outcome: "allowed",
    by: "person",
    term: "always",
  },
  {
    at: past(25 * HOUR),
    app: APP_ID,
    channel: "backstage",
    who: alice,
    outcome: "denied",
    by: "person",
    reason: "Guests wait outside until the sound check is over.",
  },
  { at: past(26 * HOUR), app: APP_ID, channel: "the archive", who: bob, outcome: "denied", by: "deadline" },
];

/** Rows of every kind, over and over; `n` says which. */
function row(n: number): Partial<Schemas["Traffic"]> {
  const conn = connection(alice, 51022, null).id;
  const made: Partial<Schemas["Traffic"]>[] = [
    { kind: "connect", direction: "in", connection: conn, who: anonymous, dialect: "itty" },
    { kind: "identify", direction: "in", connection: conn, who: alice },
    { kind: "subscribe", direction: "in", channel: "lobby", connection: conn, who: alice },
    {
      kind: "presence",
      direction: "out",
      channel: "lobby",
      event: "joined",
      who: alice,
      delivered: 3,
      audience: 3,
    },
    { kind: "heartbeat", direction: "in", connection: conn, who: alice },
    {
      kind: "refused",
      direction: "out",
      channel: "backstage",
      event: "subscribe",
      who: anonymous,
      code: "NOT_GRANTED",
      reason: "A private channel needs a token.",
      fix: "Connect with a token that holds a grant, or ask for one.",
    },
    { kind: "approval", direction: "none", channel: "backstage", event: "asked", who: bob },
    {
      kind: "state",
      direction: "in",
      channel: "lobby",
      who: people[3],
      payload: '{"topic":"Launch at nine"}',
      size: 26,
    },
    { kind: "message", direction: "in", channel: "room", event: "slow", who: bob, delivered: 2, audience: 3 },
    {
      kind: "disconnect",
      direction: "in",
      connection: conn,
      who: bob,
      code: "1001",
      reason: "the page was left",
    },
    {
      kind: "direct",
      direction: "out",
      event: "whisper",
      who: people[3],
      payload: '"psst"',
      size: 6,
      delivered: 1,
      audience: 1,
    },
  ];
  if (n % 33 === 3) return order(n);
  const payload = JSON.stringify({ n, text: "hi there", at: { x: n % 40, y: 2 } });
  const special = n % 3 === 0 ? made[(n / 3) % made.length] : undefined;
  return {
    kind: "message",
    direction: n % 2 ? "in" : "out",
    channel: ["lobby", "room", "backstage"][n % 3],
    event: n % 4 ? "greet" : "tick",
    who: people[n % people.length],
    connection: conn,
    payload,
    size: payload.length,
    position: n,
    delivered: 3,
    audience: 3,
    latency_us: 380 + (n % 90),
    ...(special ? { ...blank, ...special } : {}),
  };
}

/** A message with everything in it that a detail explains. */
function order(n: number): Partial<Schemas["Traffic"]> {
  const payload = JSON.stringify({
    order: 1000 + n,
    placed_at: START - 86_000_000,
    expires: Math.floor(START / 1000) + 5400,
    paid: n % 2 === 0,
    note: null,
    receipt: "https://shop.example/receipts/1042?lang=en",
    user: { id: 42, name: "Ada Lovelace" },
    items: [
      { sku: "tea", amount: 2 + (n % 3) },
      { sku: "cup", amount: 1 },
    ],
    auth: SIGNED,
  });
  return {
    kind: "message",
    direction: "in",
    channel: "lobby",
    event: "order.placed",
    who: alice,
    connection: connection(alice, 51022, null).id,
    dialect: "leap",
    payload,
    size: payload.length,
    position: 1_204_000 + n,
    delivered: 2,
    audience: 3,
    latency_us: 48_200,
  };
}

/** As a backend signs for a client; nobody has the secret. */
const SIGNED = [
  { alg: "HS256", typ: "JWT" },
  { sub: "ada", role: "Client", nbf: Math.floor(START / 1000) - 600, exp: Math.floor(START / 1000) + 3000 },
]
  .map((part) => btoa(JSON.stringify(part)).replace(/=+$/, ""))
  .concat("3q2-7wAAAACrze8BI0VniQ")
  .join(".");

const blank = { channel: null, event: null, payload: null, size: null, delivered: null, latency_us: null };

/** Everything but id and time, written once: a flood must cost the sender next to nothing. */
const written = Array.from({ length: 330 }, (_, n) => JSON.stringify({ app: APP_ID, ...row(n) }).slice(1));

/** The event with this id, as the stream tells it. */
export function event(id: number): Schemas["Traffic"] | undefined {
  return (JSON.parse(traffic(id, 1)) as Schemas["Traffic"][])[0];
}

/** Events as a frame holds them: JSON, with these ids. */
export function traffic(from: number, count: number): string {
  const all = Array.from({ length: count }, (_, index) => {
    const id = from + index;
    return `{"id":${id},"at":${START - 600_000 + id * 271},${written[id % written.length]}`;
  });
  return `[${all.join()}]`;
}
