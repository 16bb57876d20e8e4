//! Spans of time as people type them: a number and a unit.

export const UNITS = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

export type Unit = keyof typeof UNITS;

export interface Duration {
  amount: string;
  unit: Unit;
}

const descending: Unit[] = ["day", "hour", "minute", "second"];

/** A span in ms in the largest unit that divides it; fractions of a second are kept as such. */
export function durationOf(ms: number): Duration {
  const unit = descending.find((one) => ms > 0 && ms % UNITS[one] === 0) ?? "second";
  return { amount: String(ms / UNITS[unit]), unit };
}

/** The span in whole ms; nothing if the amount is no number. */
export function msOf({ amount, unit }: Duration): number | undefined {
  const typed = amount.trim().replaceAll(",", "");
  if (!/^\d+(\.\d+)?$/.test(typed)) return undefined;
  return Math.round(Number(typed) * UNITS[unit]);
}
