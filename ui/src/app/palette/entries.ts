//! What the palette offers, and what of it fits what was typed.

import { score } from "../../lib/match";
import { shell } from "../../lib/strings/shell";

export type Group = keyof typeof shell.groups;

export interface Entry {
  id: string;
  group: Group;
  label: string;
  /** Small print behind the label. */
  about?: string | undefined;
  keys?: string | undefined;
  run: () => void;
}

/** Groups in the order of the palette. */
export const GROUPS = Object.keys(shell.groups) as Group[];

/** Entries of a group at most, unless it is the only one. */
const EACH = 6;

/** What fits, the best first within each group; the groups in their order. */
export function fitting(entries: readonly Entry[], typed: string): Entry[] {
  const scored = entries
    .map((entry) => ({ entry, score: score(typed, entry.label) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  // What was typed exactly stands first, whatever its group.
  const top = Math.max(0, ...scored.map(({ score }) => score));
  const first = typed.trim() === "" ? undefined : scored.find(({ score }) => score === top)?.entry.group;
  const order = first ? [first, ...GROUPS.filter((group) => group !== first)] : GROUPS;
  return order.flatMap((group) => {
    const ofGroup = scored.filter(({ entry }) => entry.group === group).map(({ entry }) => entry);
    return typed.trim() === "" && group !== "verbs" ? ofGroup.slice(0, EACH + 4) : ofGroup.slice(0, EACH);
  });
}
