//! What forms and dialogs of an app say and send.

import type { App, Limits } from "../../api/types";
import { count } from "../../lib/format";
import { strings } from "../../lib/strings";

const text = strings.apps;

export type LimitName = keyof Limits;

interface Bounds {
  least: number;
  most: number;
  /** What a new app has. */
  usual: number;
}

/** In the order of the form. The server has the last word about what fits. */
export const LIMITS: Record<LimitName, Bounds> = {
  payload_bytes: { least: 1, most: 1_048_576, usual: 65_536 },
  state_bytes: { least: 2, most: 1_048_576, usual: 262_144 },
  publishes_per_second: { least: 1, most: 1_000_000, usual: 1_000 },
  channels_per_subject: { least: 1, most: 100_000, usual: 1_000 },
  connections_per_subject: { least: 1, most: 100_000, usual: 100 },
  connections: { least: 1, most: 10_000_000, usual: 100_000 },
  channels: { least: 1, most: 10_000_000, usual: 100_000 },
  tokens: { least: 1, most: 10_000_000, usual: 100_000 },
};

export const limitNames = Object.keys(LIMITS) as LimitName[];

export type LimitForm = Record<LimitName, string>;

/** What was typed as a whole number; separators may stand in it. */
export function wholeNumber(typed: string): number | undefined {
  const digits = typed.replace(/[\s,]/g, "");
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

export function limitForm(limits: Limits): LimitForm {
  return Object.fromEntries(limitNames.map((name) => [name, String(limits[name])])) as LimitForm;
}

/** Fields that are no numbers, and what is to be sent: only what differs. */
export function limitChanges(form: LimitForm, now: Limits): { wrong: LimitName[]; changes: Partial<Limits> } {
  const wrong = limitNames.filter((name) => wholeNumber(form[name]) === undefined);
  const changes: Partial<Limits> = {};
  for (const name of limitNames) {
    const value = wholeNumber(form[name]);
    if (value !== undefined && value !== now[name]) changes[name] = value;
  }
  return { wrong, changes };
}

/** The field that an error is about: the server's sentence begins with its name, or its fix mentions it. */
export function fieldOf<T extends string>(
  fields: readonly T[],
  error: { message: string; detail?: string | undefined },
): T | undefined {
  const first = /^[a-z_]+/i.exec(error.message)?.[0].toLowerCase();
  const mentioned: string[] = error.detail?.match(/[a-z]+(?:_[a-z]+)+/g) ?? [];
  return fields.find((field) => field === first) ?? fields.find((field) => mentioned.includes(field));
}

const list = new Intl.ListFormat("en", { style: "long", type: "conjunction" });

/** What goes when an app is deleted. */
export function consequence({ channels, tokens, connections }: App): string {
  const some = (n: number, say: (n: string, one: boolean) => string) =>
    n > 0 ? [say(count(n), n === 1)] : [];
  const goes = list.format([
    ...some(channels, text.deleteChannels),
    ...some(tokens, text.deleteTokens),
    text.deleteKeys,
  ]);
  return [
    text.deleteGoes(goes.charAt(0).toUpperCase() + goes.slice(1)),
    ...some(connections, text.deleteConnections),
    text.deleteForGood,
  ].join(" ");
}
