//! Editing a state that others may change meanwhile.

import type { ChannelState } from "../../api/types";
import { changesOf, inOrderOf, merged } from "../../lib/diff";
import { type Json, parseObject, pretty } from "../../lib/json";

export interface StateEdit {
  /** What the editor has seen: a save over anything else is refused. */
  base: ChannelState;
  text: string;
}

type Save =
  | { ok: true; body: { value: Record<string, Json>; expected_version: number } }
  | { ok: false; reason: string };

export function begin(state: ChannelState): StateEdit {
  return { base: state, text: pretty(state.value) };
}

/** The state that somebody else has set since the edit began; nothing while there is none. */
export function theirs(edit: StateEdit, current: ChannelState): ChannelState | undefined {
  return current.version > edit.base.version ? current : undefined;
}

/** What to send: it is accepted only if nobody has changed the version that was seen. */
export function save(edit: StateEdit): Save {
  const parsed = parseObject(edit.text);
  if (!parsed.ok) return parsed;
  return { ok: true, body: { value: parsed.value, expected_version: edit.base.version } };
}

/** The same edit for somebody who has seen what is there now and wants the own text over it. */
export function insist(edit: StateEdit, current: ChannelState): StateEdit {
  return { ...edit, base: current };
}

/** Both changes in one text; nothing where they touch the same members, or the text is no state. */
export function together(edit: StateEdit, current: ChannelState): StateEdit | undefined {
  const parsed = parseObject(edit.text);
  if (!parsed.ok) return undefined;
  const whole = merged(edit.base.value as Json, current.value as Json, parsed.value);
  return whole === undefined ? undefined : { base: current, text: pretty(whole) };
}

/** How many members are different, and both states as texts that differ in nothing else. */
export function difference(before: Json, after: Json): { changes: number; before: string; after: string } {
  return {
    changes: changesOf(before, after).length,
    before: pretty(before),
    after: pretty(inOrderOf(after, before)),
  };
}
