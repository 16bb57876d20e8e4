//! What is asked for when simulated clients are made, and what each of them can do now.

import type { DialectInfo, Simulate, SimulatedClient } from "../../api/types";
import { isClient } from "../../lib/token-tail";

/** All of them together. */
export const MOST_CLIENTS = 20;

export interface Wish {
  dialect: string;
  /** Id of a token or client; nobody: anonymous. */
  token: string | null;
  channel: string;
  count: string;
}

/** Whom clients of a dialect can be: those with a token, those that a backend registers, or nobody in particular. */
export function personaKind({ tokens, mints }: DialectInfo): "token" | "client" | "nobody" {
  if (mints) return "client";
  return tokens ? "token" : "nobody";
}

export function fitsDialect(id: string, dialect: DialectInfo): boolean {
  const kind = personaKind(dialect);
  return kind !== "nobody" && isClient(id) === (kind === "client");
}

/** What to ask for; nothing if the number is none, or more than there is room for. */
export function requestOf(
  wish: Wish,
  place: { server: string; app: string },
  there: number,
): Simulate | undefined {
  const count = Number(wish.count.trim());
  const room = MOST_CLIENTS - there;
  if (!/^\d+$/.test(wish.count.trim()) || count < 1 || count > room) return undefined;
  const channel = wish.channel.trim();
  return {
    ...place,
    dialect: wish.dialect,
    ...(wish.token ? { token: wish.token } : {}),
    ...(channel ? { channel } : {}),
    count,
  };
}

/** Has it a connection that it can be told to use? */
export function isUp({ state }: SimulatedClient): boolean {
  return state === "open" || state === "silent";
}
