//! What lists and forms of tokens say and send.

import type { Token, TokenKind } from "../../api/types";
import { middle } from "../../lib/format";
import { parseSort, type Sort } from "../../lib/sort";
import { endOf } from "../../lib/token-tail";

/** What the address of the list keeps. */
export interface TokensSearch {
  q?: string;
  kind?: TokenKind;
  /** `seen` or `-seen`. */
  sort?: string;
}

const KEYS = ["name", "online", "seen", "expires", "channels", "created"];

const KINDS: readonly TokenKind[] = ["token", "client"];

/** Reads the address; what is nonsense in it is left out. */
export function tokensSearch(raw: Record<string, unknown>): TokensSearch {
  const q = raw.q === undefined ? "" : String(raw.q);
  const sort = typeof raw.sort === "string" && parseSort(raw.sort, KEYS) ? raw.sort : undefined;
  const kind = KINDS.find((one) => one === raw.kind);
  return { ...(q ? { q } : {}), ...(kind ? { kind } : {}), ...(sort ? { sort } : {}) };
}

export function sortOf(search: TokensSearch): Sort | undefined {
  return parseSort(search.sort, KEYS);
}

/** What a column sorts by. */
export function sortValue(token: Token, key: string): string | number | null | undefined {
  switch (key) {
    case "online":
      return token.connections;
    case "seen":
      return token.online ? "now" : token.last_seen;
    case "expires":
      return token.expires_at;
    case "channels":
      return token.channels.length;
    case "created":
      return token.created_at;
    default:
      return token.name || null;
  }
}

/** How a token is called on screen: its name, or the end of its id; a client by its username, or what its backend calls it. */
export function callOf(token: Pick<Token, "id" | "name">): string {
  return token.name || endOf(token.id);
}

/** Most characters of a client's id and of its username. */
export const MOST_ID = 128;

/** A token's id as it is shown: enough to tell it from others, not enough to use it. */
export function maskOf(id: string): string {
  return middle(id, 12, 6);
}
