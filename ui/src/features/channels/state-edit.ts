//! Editing a state that others may change meanwhile.

import type { ChannelState } from "../../api/types";
import { type Json, parseObject, pretty } from "../../lib/json";

export interface StateEdit {
  /** The version that the editor has seen. */
  seen: number;
  text: string;
}

type Save =
  | { ok: true; body: { value: Record<string, Json>; expected_version: number } }
  | { ok: false; reason: string };

export function begin(state: ChannelState): StateEdit {
  return { seen: state.version, text: pretty(state.value) };
}

/** The state that somebody else has set since the edit began; nothing while there is none. */
export function theirs(edit: StateEdit, current: ChannelState): ChannelState | undefined {
  return current.version > edit.seen ? current : undefined;
}

/** What to send: it is accepted only if nobody has changed the version that was seen. */
export function save(edit: StateEdit): Save {
  const parsed = parseObject(edit.text);
  if (!parsed.ok) return parsed;
  return { ok: true, body: { value: parsed.value, expected_version: edit.seen } };
}

/** The same edit for somebody who has seen what is there now and wants the own text over it. */
export function insist(edit: StateEdit, current: ChannelState): StateEdit {
  return { ...edit, seen: current.version };
}
