//! The way of a message as the detail shows it.

import type { Arrival, Journey, Traffic } from "../../api/types";

/** Ids are unique within one server only: is this the way of this very row? */
export function isOf(journey: Journey, row: Traffic): boolean {
  return journey.id === row.id && journey.app === row.app && journey.channel === row.channel;
}

/** The end of the common scale, in microseconds: when the last of them had it. */
export function scaleOf(arrivals: readonly Arrival[]): number {
  return Math.max(1, ...arrivals.map((one) => one.after_us ?? 0));
}

/** The least part of a bar that can still be seen. */
const LEAST = 0.01;

/** How much of the scale a connection took; nothing where it was skipped. */
export function shareOf({ after_us }: Arrival, scale: number): number | undefined {
  return after_us == null ? undefined : Math.max(after_us / scale, LEAST);
}

/** Was the connection to have it, and has it not? Any other that was skipped is as it should be. */
export function isLost({ outcome, why }: Arrival): boolean {
  return outcome === "skipped" && (why == null || why === "closed" || why === "slow");
}
