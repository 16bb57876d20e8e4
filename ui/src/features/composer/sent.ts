//! What was sent from this window, the newest first.

import { Store } from "../../lib/store";
import type { Draft } from "./draft";
import type { Failure } from "./run";

/** Messages that are remembered. */
export const REMEMBERED = 50;

export interface Sent {
  id: number;
  at: number;
  draft: Draft;
  /** What came of it, in words; or why nothing did. */
  said?: string;
  failure?: Failure;
}

const histories = new Map<string, Store<Sent[]>>();
let next = 1;

/** What was sent in an app. */
export function sentIn(app: string): Store<Sent[]> {
  const sent = histories.get(app) ?? new Store<Sent[]>([]);
  histories.set(app, sent);
  return sent;
}

export function remember(app: string, sent: Omit<Sent, "id">): void {
  const history = sentIn(app);
  history.set([{ ...sent, id: next++ }, ...history.get()].slice(0, REMEMBERED));
}
