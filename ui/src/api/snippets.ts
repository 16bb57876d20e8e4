//! Code that connects to this very server, app and channel. Nothing in it is left to be filled in.

import type { Channel, Info, Token } from "./types";

export interface Ingredients {
  projectId: string;
  projectToken: string;
  /** The persona's token; absent for a client without one. */
  token: string | undefined;
  channel: string;
  /** Where clients open their WebSocket. */
  socketUrl: string;
  /** Where backends send their requests. */
  restUrl: string;
}

export type SnippetKind = "browser" | "backend" | "curl" | "env";

const quoted = (text: string) => JSON.stringify(text);

/** A client with `@onehop/client`: joins the channel and prints what arrives. */
function browser({ projectId, token, channel, socketUrl }: Ingredients): string {
  const who = [`projectId: ${quoted(projectId)}`, ...(token ? [`token: ${quoted(token)}`] : [])];
  return `// npm install @onehop/client
import { hop } from "@onehop/client";

const client = hop.init(
  {
${who.map((line) => `    ${line},`).join("\n")}
  },
  { leapSocketUrl: ${quoted(socketUrl)} },
);

client.on("CONNECTION_STATE_UPDATE", (state) => {
  if (state === "connected") client.subscribeToChannel(${quoted(channel)});
});
client.on("MESSAGE", ({ channel, event, data }) => {
  console.log(channel, event, data);
});
`;
}

/** A backend with `@onehop/js`: publishes one message. */
function backend({ projectToken, channel, restUrl }: Ingredients): string {
  return `// npm install @onehop/js
import { Hop } from "@onehop/js";

const hop = new Hop(
  ${quoted(projectToken)},
  ${quoted(restUrl)},
);

await hop.channels.publishMessage(${quoted(channel)}, "hello", { from: "backend" });
`;
}

/** The same message without any library. */
function curl({ projectToken, channel, restUrl }: Ingredients): string {
  return `curl -X POST '${restUrl}/v1/channels/${encodeURIComponent(channel)}/messages' \\
  -H 'Authorization: ${projectToken}' \\
  -H 'Content-Type: application/json' \\
  -d '{"e":"hello","d":{"from":"curl"}}'
`;
}

function env({ projectId, projectToken, token, channel, socketUrl, restUrl }: Ingredients): string {
  const lines = [
    `HOP_PROJECT_ID=${projectId}`,
    `HOP_PROJECT_TOKEN=${projectToken}`,
    ...(token ? [`HOP_LEAP_TOKEN=${token}`] : []),
    `HOP_CHANNEL=${/\s/.test(channel) ? quoted(channel) : channel}`,
    `HOP_SOCKET_URL=${socketUrl}`,
    `HOP_API_URL=${restUrl}`,
  ];
  return `${lines.join("\n")}\n`;
}

const kinds = { browser, backend, curl, env } satisfies Record<SnippetKind, (from: Ingredients) => string>;

export function snippet(kind: SnippetKind, from: Ingredients): string {
  return kinds[kind](from);
}

/** Where Leap clients and backends connect; absent if the server offers none of it. */
export function addresses(info: Info): { socketUrl: string; restUrl: string } | undefined {
  const find = (transport: string) =>
    info.endpoints.find((one) => one.dialect === "leap" && one.transport === transport)?.url;
  const socketUrl = find("socket");
  const restUrl = find("rest");
  return socketUrl && restUrl ? { socketUrl, restUrl } : undefined;
}

/** Tokens with a name, by name, for somebody to be. */
export function personas(tokens: Token[]): Token[] {
  return tokens.filter((token) => token.name).sort((a, b) => (a.name ?? "").localeCompare(b.name ?? ""));
}

/** Open channels that a client may ask to join, those that let it in at once first. */
export function joinable(channels: Channel[], withToken: boolean): Channel[] {
  const order = withToken ? ["public", "unprotected", "private"] : ["unprotected"];
  return channels
    .filter((channel) => !channel.closed && order.includes(channel.visibility))
    .sort((a, b) => order.indexOf(a.visibility) - order.indexOf(b.visibility));
}
