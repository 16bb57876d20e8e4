//! Editing a token's state that others may change meanwhile.

import type { Token, UpdateToken } from "../../api/types";
import { inOrderOf, merged } from "../../lib/diff";
import { type Json, parseObject, pretty } from "../../lib/json";

type State = Record<string, Json>;

export interface StateEdit {
  /** The version that the editor has seen, and its value. */
  seen: number;
  base: State;
  text: string;
}

export type Change =
  | { ok: true; before: string; after: string; body: UpdateToken }
  | { ok: false; reason: string };

const stateOf = (token: Pick<Token, "state">) => token.state as State;

export function begin(token: Pick<Token, "state" | "state_version">): StateEdit {
  return { seen: token.state_version, base: stateOf(token), text: pretty(token.state) };
}

/** What saving would change of what is there now; accepted only if nobody changes the version that was seen. */
export function changeOf(edit: StateEdit, now: Pick<Token, "state">): Change {
  const parsed = parseObject(edit.text);
  if (!parsed.ok) return parsed;
  const before = stateOf(now);
  return {
    ok: true,
    before: pretty(before),
    after: pretty(inOrderOf(parsed.value, before)),
    body: { state: parsed.value, expected_version: edit.seen },
  };
}

/** Has somebody else changed the state since the edit began? */
export function overtaken(edit: StateEdit, now: Pick<Token, "state_version">): boolean {
  return now.state_version > edit.seen;
}

/** The same edit for somebody who has seen what is there now and wants the own text over it. */
export function insist(edit: StateEdit, now: Pick<Token, "state" | "state_version">): StateEdit {
  return { ...edit, seen: now.state_version, base: stateOf(now) };
}

/** Both changes in one; nothing if they are about the same member, or if the text is no state. */
export function together(
  edit: StateEdit,
  now: Pick<Token, "state" | "state_version">,
): StateEdit | undefined {
  const parsed = parseObject(edit.text);
  if (!parsed.ok) return undefined;
  const both = merged(edit.base, stateOf(now), parsed.value);
  return both === undefined ? undefined : { ...insist(edit, now), text: pretty(both) };
}
