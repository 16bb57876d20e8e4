//! Limits of an app as a form, and whose fault a refused change is.

import type { Limits } from "../../api/types";

export type LimitName = keyof Limits;

interface Bounds {
  least: number;
  most: number;
  /** What a new app has. */
  usual: number;
}

/** In the order of the form. The server has the last word about what fits. */
export const LIMITS: Record<LimitName, Bounds> = {
  payload_bytes: { least: 1_024, most: 1_048_576, usual: 65_536 },
  state_bytes: { least: 1_024, most: 1_048_576, usual: 262_144 },
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
