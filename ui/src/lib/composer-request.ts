//! A row on its way into the composer: asked for by whoever shows rows, taken by the composer. Neither knows the other.

import { type Readable, Store } from "./store";

/** What of a row the composer needs; every event of the live view has it. */
export interface Resendable {
  kind: string;
  app?: string | null;
  channel?: string | null;
  event?: string | null;
  payload?: string | null;
  connection?: string | null;
  who?: { kind: string; label: string; token?: string | null } | null;
}

export interface ComposerRequest {
  row: Resendable;
  /** `edit`: open it to be changed first. `resend`: send it as it was. */
  mode: "edit" | "resend";
}

const wanted = new Store<ComposerRequest | null>(null);

/** Each request is a value of its own: the same row can be asked for again. */
export const composerRequest: Readable<ComposerRequest | null> & {
  ask(row: Resendable, mode: ComposerRequest["mode"]): void;
} = {
  get: wanted.get,
  subscribe: wanted.subscribe,
  ask: (row, mode) => wanted.set({ row, mode }),
};
