//! How the time of a row is written.

import { clock, ms } from "../../lib/format";
import { remembered } from "../../lib/store";

export type TimeMode = "local" | "utc" | "previous" | "first";

export const modes: readonly TimeMode[] = ["local", "utc", "previous", "first"];

/** One for all lists, kept from one window to the next. */
export const timeMode = remembered<TimeMode>("switchboard.live.time", "local", (mode) =>
  modes.includes(mode),
);

/** `before`: time of the row above, or of the first one, if it is known. */
export function timeText(mode: TimeMode, at: number, before: number | undefined): string {
  if (mode === "local") return clock(at);
  if (mode === "utc") return new Date(at).toISOString().slice(11);
  if (before === undefined) return "";
  const passed = at - before;
  // Rows are in the order in which they were accepted; clocks of two machines may differ.
  return passed < 0 ? `−${span(-passed)}` : `+${span(passed)}`;
}

function span(passed: number): string {
  if (passed < 1000) return `${passed} ms`;
  if (passed < 60_000) return ms(passed);
  const seconds = Math.floor(passed / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const pad = (n: number) => String(n).padStart(2, "0");
  return hours > 0
    ? `${hours}:${pad(minutes)}:${pad(seconds % 60)} h`
    : `${minutes}:${pad(seconds % 60)} min`;
}
