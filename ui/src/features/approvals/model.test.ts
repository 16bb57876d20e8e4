import { describe, expect, it } from "vitest";
import type { Approval, JournalEntry } from "../../api/types";
import { Aim, aimOf, byDeadline, holds, left, SETTLE_MS, seconds } from "./model";

function approval(id: string, left_ms: number): Approval {
  return {
    id,
    app: "project_1",
    channel: "backstage",
    who: { kind: "token", label: "Alice" },
    token_state: {},
    connections: [],
    asked_at: "2026-01-31T12:00:00Z",
    deadline: "2026-01-31T12:00:30Z",
    left_ms,
    total_ms: 30_000,
    earlier: [],
  };
}

describe("the time that is left", () => {
  const READ = 1_000_000;

  it("counts down from when the list was read", () => {
    expect(left(approval("a", 20_000), READ, READ)).toBe(20_000);
    expect(left(approval("a", 20_000), READ, READ + 1_500)).toBe(18_500);
  });

  it("never grows because our clock ticks late, and ends at zero", () => {
    expect(left(approval("a", 20_000), READ, READ - 200)).toBe(20_000);
    expect(left(approval("a", 20_000), READ, READ + 60_000)).toBe(0);
    expect(left(approval("a", 90_000), READ, READ)).toBe(30_000);
  });

  it("says 1 until it is over", () => {
    expect([18_500, 18_000, 1, 0].map(seconds)).toEqual([19, 18, 1, 0]);
  });
});

it("puts the most urgent first", () => {
  const list = [approval("a", 9_000), approval("b", 3_000), approval("c", 3_000)];
  expect(byDeadline(list).map((one) => one.id)).toEqual(["b", "c", "a"]);
  expect(list[0]?.id).toBe("a");
});

it("says how long an answer holds", () => {
  const entry = (rest: Partial<JournalEntry>) => ({ outcome: "allowed", ...rest }) as JournalEntry;
  expect(holds(entry({ term: "once" }))).toBe("this time");
  expect(holds(entry({ term: "always" }))).toBe("for good");
  expect(holds(entry({ term: "duration", duration_ms: 3_600_000 }))).toBe("for 60 min");
  expect(holds(entry({ outcome: "denied", term: "once" }))).toBe("");
});

describe("what the keys act on", () => {
  it("is the focused card, else the first", () => {
    expect(aimOf(["a", "b"], undefined)).toBe("a");
    expect(aimOf(["a", "b"], "b")).toBe("b");
    expect(aimOf(["a", "b"], "gone")).toBe("a");
    expect(aimOf([], "gone")).toBeUndefined();
  });

  it("is settled at once for a first card, and after an answer of one's own", () => {
    const aim = new Aim();
    aim.see([], undefined, 0);
    aim.see(["a", "b"], "a", 10);
    expect(aim.steady(10)).toBe(true);
    aim.answer("a");
    aim.see(["b"], "b", 20);
    expect(aim.steady(20)).toBe(true);
  });

  it("is settled when the user moves to another card", () => {
    const aim = new Aim();
    aim.see(["a", "b"], "a", 0);
    aim.see(["a", "b"], "b", 10);
    expect(aim.steady(10)).toBe(true);
  });

  it("is unsettled for a moment when the card went by itself", () => {
    const aim = new Aim();
    aim.see(["a", "b"], "a", 0);
    aim.see(["b"], "b", 100);
    expect(aim.steady(100)).toBe(false);
    expect(aim.steady(100 + SETTLE_MS)).toBe(true);
  });
});
