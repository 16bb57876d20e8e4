//! Tokens of the pictures: two personas, and more than a page of nameless ones.

import type { components } from "../../api/schema.gen";
import { APP_ID, ada, alice, app, clients, connections, guest, past, tokens as personas } from "./world";

type Schemas = components["schemas"];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const nameless: Schemas["Token"][] = Array.from({ length: 40 }, (_, n) => ({
  guest: false,
  id: `leap_token_c18f3a0d52b94e6c8a7b1f60d${String(7_301_000 + n * 137)}`,
  state: n % 3 === 0 ? {} : { user: 1000 + n, role: n % 2 ? "guest" : "host", seat: { row: n, no: n * 3 } },
  state_version: n % 3 === 0 ? 0 : 2,
  created_at: past((50 + n) * HOUR),
  ...(n % 5 === 2 ? { expires_at: past(n === 2 ? 2 * HOUR : -n * HOUR) } : {}),
  online: n % 7 === 1,
  connections: n % 7 === 1 ? 1 : 0,
  ...(n % 4 === 3 ? {} : { last_seen: past(n * 31 * MINUTE) }),
  channels: n % 2 ? ["room", "lobby"] : [],
}));

const all = personas.concat(clients, nameless);

const versions: Schemas["StateVersion"][] = [
  {
    version: 3,
    value: { user: 42, role: "host", seat: { row: 2, no: 7 } },
    by: { kind: "backend", label: "backend" },
    at: past(9 * MINUTE),
  },
  {
    version: 2,
    value: { user: 42, role: "guest" },
    by: { kind: "backend", label: "backend" },
    at: past(3 * HOUR),
  },
  { version: 1, value: { user: 42 }, by: { kind: "backend", label: "backend" }, at: past(48 * HOUR) },
];

for (const persona of personas.slice(0, 1)) {
  persona.state = versions[0]?.value ?? {};
  persona.state_version = 3;
}

const grants: Schemas["Grant"][] = [
  { who: alice, channel: "backstage", by: "person", at: past(4 * MINUTE), reason: "Sings tonight." },
  { who: alice, channel: "the archive", by: "backend", at: past(30 * HOUR), until: past(-18 * HOUR) },
];

const access: Schemas["ChannelAccess"][] = [
  {
    channel: "backstage",
    visibility: "private",
    subscribed: true,
    admission: "allow",
    because: "It has a grant for this channel.",
    may_publish: true,
    may_set_state: false,
  },
  {
    channel: "lobby",
    visibility: "unprotected",
    subscribed: false,
    admission: "allow",
    because: "Everybody may join an unprotected channel.",
    may_publish: false,
    may_set_state: false,
  },
  {
    channel: "room",
    visibility: "public",
    subscribed: false,
    admission: "allow",
    because: "Every token of the app may join a public channel.",
    may_publish: true,
    may_set_state: true,
  },
  {
    channel: "the archive",
    visibility: "private",
    subscribed: false,
    admission: "deny",
    because: "The channel is closed.",
    may_publish: false,
    may_set_state: false,
  },
  {
    channel: "vip",
    visibility: "private",
    subscribed: false,
    admission: "ask",
    because: "It has no grant, and this app asks a person.",
    may_publish: false,
    may_set_state: false,
  },
];

const signed: Schemas["SignedCredential"] = {
  kind: "JWT, HS256",
  dialect: "channels",
  header: { alg: "HS256", typ: "JWT" },
  claims: {
    Role: "Client",
    ClientID: "ada",
    AppID: APP_ID,
    sub: "ada",
    iat: Math.floor(Date.now() / 1000),
    exp: Math.floor(Date.now() / 1000) + 86_400,
  },
  client: "ada",
  role: "Client",
  expires_at: past(-24 * HOUR),
};

function inspect(text: string): Schemas["Inspection"] {
  if (text.startsWith("eyJ")) {
    const holds = text.endsWith(".made");
    return {
      verdict: holds ? "valid" : "refused",
      sentence: holds
        ? 'JWT, HS256 for "ada" as Client: who shows it is let in.'
        : "The token is not signed with a secret of this app.",
      ...(holds ? {} : { fix: "sign it with the app's secret, which the dashboard shows" }),
      made_at: past(MINUTE),
      app,
      ...(holds ? { token: clients[0] } : {}),
      signed: holds ? signed : { ...signed, client: null, role: null, code: "INVALID_AUTH" },
      access: holds ? access : [],
    } as Schemas["Inspection"];
  }
  const token = [...all, guest].find((one) => one.id === text.trim());
  if (!token) {
    return {
      verdict: text.startsWith("ptk_")
        ? "wrong_kind"
        : text.startsWith("leap_token_")
          ? "unknown"
          : "malformed",
      sentence: text.startsWith("ptk_")
        ? "This is the credential of an app's backend; it is not for clients."
        : text.startsWith("leap_token_")
          ? "It has the form of a token, but this server has none like it."
          : "This is no token.",
      fix: "Make a token here, and give that one to the client.",
      ...(text.startsWith("leap_token_") ? { made_at: past(400 * HOUR) } : {}),
      access: [],
    };
  }
  const expired = token.expires_at != null && Date.parse(token.expires_at) < Date.now();
  return {
    verdict: token.client ? "wrong_kind" : expired ? "expired" : "valid",
    sentence: expired ? "The token has expired; no connection takes it." : "The token is valid in My app.",
    ...(expired ? { fix: "Move its end into the future, or make a new token." } : {}),
    made_at: token.created_at,
    app,
    token,
    access: expired ? [] : access,
  };
}

/** What is asked about tokens; nothing for other questions. */
export function readTokens(empty: boolean, path: string, query: URLSearchParams, body: string): unknown {
  if (path === "/admin/v1/inspect") return inspect((JSON.parse(body) as { text: string }).text);
  const rest = path.replace(`/admin/v1/apps/${APP_ID}/`, "");
  if (rest === "mint") return { credential: `eyJhbGciOiJIUzI1NiJ9.${"x".repeat(150)}.made` };
  if (rest === "grants") {
    const given = query.get("token") === ada.token ? grants.map((one) => ({ ...one, who: ada })) : grants;
    return empty ? [] : given;
  }
  if (rest.endsWith("/states") && rest.startsWith("tokens/")) return empty ? versions.slice(2) : versions;
  if (rest === "connections" && query.get("token")) {
    const items = empty ? [] : connections.filter((one) => one.who.token === query.get("token"));
    return { items, total: items.length };
  }
  if (rest.startsWith("tokens/client:")) {
    return [...clients, guest].find((one) => rest === `tokens/${one.id}`);
  }
  if (rest !== "tokens" || body) return undefined;
  const kind = query.get("kind");
  const sought = (query.get("search") ?? "").toLowerCase();
  const items = (empty ? [] : all).filter(
    (token) =>
      (kind === null || (kind === "client") === Boolean(token.client)) &&
      (token.id.toLowerCase().includes(sought) || token.name?.toLowerCase().includes(sought)),
  );
  return sought || kind ? { items, total: items.length } : { items, total: empty ? 0 : 1_204, next: "more" };
}
