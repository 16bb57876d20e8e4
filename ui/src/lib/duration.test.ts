import { describe, expect, it } from "vitest";
import { durationOf, msOf } from "./duration";

describe("a span of time", () => {
  it.each([
    [30_000, "30", "second"],
    [600_000, "10", "minute"],
    [5_400_000, "90", "minute"],
    [604_800_000, "7", "day"],
    [1_500, "1.5", "second"],
    [0, "0", "second"],
  ] as const)("of %d ms is shown as %s %ss, and read again as the same", (ms, amount, unit) => {
    expect(durationOf(ms)).toEqual({ amount, unit });
    expect(msOf({ amount, unit })).toBe(ms);
  });

  it("takes separators and spaces", () => {
    expect(msOf({ amount: " 1,000 ", unit: "second" })).toBe(1_000_000);
  });

  it.each(["", "ten", "-1", "1e3"])("is none of %j", (amount) => {
    expect(msOf({ amount, unit: "hour" })).toBeUndefined();
  });
});
