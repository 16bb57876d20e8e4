import { expect, it } from "vitest";
import { underWay } from "../../api/queries/journeys";
import type { Arrival, Journey, Traffic } from "../../api/types";
import { isLost, isOf, scaleOf, shareOf } from "./journey";

const journey: Journey = {
  id: 7,
  app: "a",
  channel: "room",
  at: 1,
  kept: false,
  matched: 1,
  written: 1,
  queued: 0,
  skipped: 0,
  connections: [],
};
const arrival = (after_us?: number): Arrival => ({
  connection: "c",
  outcome: "written",
  ...(after_us === undefined ? {} : { after_us }),
});

it("has bars on one scale, and none for what was skipped", () => {
  const all = [arrival(), arrival(100), arrival(50_000)];
  expect(scaleOf(all)).toBe(50_000);
  expect(all.map((one) => shareOf(one, 50_000))).toEqual([undefined, 0.01, 1]);
  expect(scaleOf([])).toBe(1);
});

it("is looked at again while something waits, or is not on disk", () => {
  expect(underWay(journey)).toBe(false);
  expect(underWay({ ...journey, queued: 1 })).toBe(true);
  expect(underWay({ ...journey, kept: true })).toBe(true);
  expect(underWay({ ...journey, kept: true, stored_us: 5 })).toBe(false);
});

it("belongs to the row of the same server only", () => {
  const row: Traffic = { id: 7, at: 1, kind: "message", direction: "in", app: "a", channel: "room" };
  expect(isOf(journey, row)).toBe(true);
  expect(isOf(journey, { ...row, channel: "lobby" })).toBe(false);
  expect(isOf(journey, { ...row, app: "b" })).toBe(false);
});

it("tells a loss from what was not to be sent", () => {
  const skipped = (why?: Arrival["why"]): Arrival => ({ ...arrival(), outcome: "skipped", why });
  const reasons = ["closed", "slow", "left", "echo_off", "no_word", undefined] as const;
  expect(reasons.filter((why) => isLost(skipped(why)))).toEqual(["closed", "slow", undefined]);
  expect(isLost(arrival(100))).toBe(false);
});
