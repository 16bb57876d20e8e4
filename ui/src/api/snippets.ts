//! Code that connects to this very server, app and channel. Nothing in it is left to be filled in.

import { channels } from "./snippets/channels";
import type { Ingredients, Snippets } from "./snippets/ingredients";
import { itty } from "./snippets/itty";
import { leap } from "./snippets/leap";
import { pakyow } from "./snippets/pakyow";
import type { Channel, Info, Token } from "./types";

export type { Ingredients };

const all: Record<string, Snippets> = { leap, channels, itty, pakyow };

/** What a client of each dialect may be without saying who it is: nobody, or anybody it likes. */
const ANONYMOUS = new Set(["itty"]);

/** Where the backend itself puts clients into channels. */
const BY_BACKEND = new Set(["pakyow"]);

/** Names of the snippets that there are for a dialect, in their order. Some are for an app of those who name none. */
export function kindsOf(dialect: string, home: boolean): string[] {
  return Object.entries(all[dialect] ?? {})
    .filter(([, one]) => home || !one.home)
    .map(([kind]) => kind);
}

export function snippet(dialect: string, kind: string, from: Ingredients): string {
  return all[dialect]?.[kind]?.write(from) ?? "";
}

/** Where clients and backends connect; absent if the server says nothing of this dialect. */
export function addresses(info: Info, dialect = "leap"): { socketUrl: string; restUrl: string } | undefined {
  const own = info.endpoints.filter((one) => one.dialect === dialect);
  const socket = own.find((one) => one.transport === "socket")?.url;
  if (!socket) return undefined;
  const host = hostOf(socket);
  const secure = socket.startsWith("wss:");
  const restUrl = `${secure ? "https" : "http"}://${host}`;
  // What is to be filled in, and what stands behind it, is the snippet's own business.
  return { socketUrl: socket.replace(/[<{].*$/, ""), restUrl };
}

function hostOf(url: string): string {
  return url.replace(/^\w+:\/\//, "").replace(/[/?].*$/, "");
}

/** Tokens with a name, by name, for somebody to be. */
export function personas(tokens: Token[]): Token[] {
  return byName(tokens.filter((token) => token.name && !token.client));
}

/** Registered clients, by name. */
export function clients(tokens: Token[]): Token[] {
  return byName(tokens.filter((token) => token.client));
}

function byName(tokens: Token[]): Token[] {
  const name = (token: Token) => token.name ?? token.client ?? "";
  return tokens.sort((a, b) => name(a).localeCompare(name(b)));
}

/** Open channels that a client may ask to join, those that let it in at once first. */
export function joinable(channels: Channel[], withToken: boolean): Channel[] {
  const order = withToken ? ["public", "unprotected", "private"] : ["unprotected"];
  return inOrder(channels, order);
}

/** Open channels for a snippet of this dialect, the easy ones first. `known`: its client says who it is. */
export function channelsFor(dialect: string, channels: Channel[], known: boolean): Channel[] {
  if (BY_BACKEND.has(dialect)) return inOrder(channels, ["unprotected", "public", "private"]);
  return joinable(channels, known && !ANONYMOUS.has(dialect));
}

function inOrder(channels: Channel[], order: Channel["visibility"][] | string[]): Channel[] {
  const place = ({ visibility }: Channel) => (order as string[]).indexOf(visibility);
  return channels.filter((one) => !one.closed && place(one) >= 0).sort((a, b) => place(a) - place(b));
}
