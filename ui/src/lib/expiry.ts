//! When a token ends: presets, or an exact local time.

import { stamp } from "./format";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Spans from now on, in ms. */
const SPANS = { hour: HOUR, day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY } as const;

export type Preset = "never" | keyof typeof SPANS | "exact";

export interface Expiry {
  preset: Preset;
  /** Local time as it is typed; counts with `exact` only. */
  exact: string;
}

export type Read = { ok: true; at: string | undefined } | { ok: false; reason: "wrong" | "past" };

/** The choice that stands for an end that is there: none, or this very time. */
export function expiryOf(expires: string | null | undefined): Expiry {
  return expires ? { preset: "exact", exact: stamp(expires) } : { preset: "never", exact: "" };
}

/** A local time as people write it, in ms since 1970: `2027-01-31 12:00`, with seconds or without. */
export function localTime(typed: string): number | undefined {
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(typed.trim());
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(year, month - 1, day, hour, minute, second);
  // The 31st of February is no day, and 25:00 no time.
  const real =
    date.getMonth() === month - 1 && date.getDate() === day && hour < 24 && minute < 60 && second < 60;
  return real ? date.getTime() : undefined;
}

/** The instant (RFC 3339), or what is wrong with what was typed. `undefined`: it never ends. */
export function readExpiry({ preset, exact }: Expiry, now: number): Read {
  if (preset === "never") return { ok: true, at: undefined };
  if (preset !== "exact") return { ok: true, at: new Date(now + SPANS[preset]).toISOString() };
  const at = localTime(exact);
  if (at === undefined) return { ok: false, reason: "wrong" };
  if (at <= now) return { ok: false, reason: "past" };
  return { ok: true, at: new Date(at).toISOString() };
}
