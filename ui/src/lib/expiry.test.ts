import { describe, expect, it } from "vitest";
import { expiryOf, localTime, readExpiry } from "./expiry";

const now = new Date(2026, 0, 31, 12, 0, 0).getTime();

describe("a local time", () => {
  it.each([
    ["2026-02-01 13:30", new Date(2026, 1, 1, 13, 30)],
    ["2026-02-01T13:30:15", new Date(2026, 1, 1, 13, 30, 15)],
    [" 2026-2-1 ", new Date(2026, 1, 1)],
  ])("is read from %j", (typed, date) => {
    expect(localTime(typed)).toBe(date.getTime());
  });

  it.each(["", "tomorrow", "2026-02-31", "2026-13-01", "2026-02-01 25:00", "2026-02-01 12:61", "01.02.2026"])(
    "is not %j",
    (typed) => {
      expect(localTime(typed)).toBeUndefined();
    },
  );
});

describe("an end", () => {
  it("may be never", () => {
    expect(readExpiry({ preset: "never", exact: "nonsense" }, now)).toEqual({ ok: true, at: undefined });
  });

  it("counts from now with a preset", () => {
    const read = readExpiry({ preset: "week", exact: "" }, now);
    expect(read).toEqual({ ok: true, at: new Date(now + 604_800_000).toISOString() });
  });

  it("must be a time, and one to come", () => {
    const read = (exact: string) => readExpiry({ preset: "exact", exact }, now);
    expect(read("soon")).toEqual({ ok: false, reason: "wrong" });
    expect(read("2026-01-31 12:00")).toEqual({ ok: false, reason: "past" });
    expect(read("2026-01-31 12:01")).toEqual({ ok: true, at: new Date(now + 60_000).toISOString() });
  });

  it("that is there is shown so that it reads the same again", () => {
    const at = new Date(now + 3_600_000).toISOString();
    expect(readExpiry(expiryOf(at), now)).toEqual({ ok: true, at });
    expect(expiryOf(null).preset).toBe("never");
  });
});
