//! What lists and forms of tokens say and send.

import type { Token } from "../../api/types";
import { middle } from "../../lib/format";
import { parseSort, type Sort } from "../../lib/sort";

/** What the address of the list keeps. */
export interface TokensSearch {
  q?: string;
  /** `seen` or `-seen`. */
  sort?: string;
}

const KEYS = ["name", "online", "seen", "expires", "channels", "created"];

/** Reads the address; what is nonsense in it is left out. */
export function tokensSearch(raw: Record<string, unknown>): TokensSearch {
  const q = raw.q === undefined ? "" : String(raw.q);
  const sort = typeof raw.sort === "string" && parseSort(raw.sort, KEYS) ? raw.sort : undefined;
  return { ...(q ? { q } : {}), ...(sort ? { sort } : {}) };
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

/** How a token is called on screen: its name, or the end of its id. */
export function callOf(token: Pick<Token, "id" | "name">): string {
  return token.name || `…${token.id.slice(-6)}`;
}

/** A token's id as it is shown: enough to tell it from others, not enough to use it. */
export function maskOf(id: string): string {
  return middle(id, 12, 6);
}
