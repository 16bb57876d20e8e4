import { expect, it } from "vitest";
import { timeText } from "./times";

const at = Date.UTC(2026, 0, 31, 12, 4, 31, 204);

it("is wall time, here or of everybody", () => {
  expect(timeText("local", at, undefined)).toMatch(/^\d\d:04:31\.204$/);
  expect(timeText("utc", at, undefined)).toBe("12:04:31.204Z");
});

it("is what passed since another row", () => {
  const since = (passed: number) => timeText("previous", at, at - passed);
  expect([0, 7, 1500, 61_000, 3_605_000].map(since)).toEqual([
    "+0 ms",
    "+7 ms",
    "+1.5 s",
    "+1:01 min",
    "+1:00:05 h",
  ]);
  expect(since(-20)).toBe("−20 ms");
});

it("says nothing where there is no other row", () => {
  expect(timeText("first", at, undefined)).toBe("");
});
