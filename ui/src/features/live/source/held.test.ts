import { describe, expect, it } from "vitest";
import type { Traffic, TrafficKind } from "../../../api/types";
import { FLOOD } from "./collapse";
import { HELD, Held } from "./held";

/** One row a minute: no flood. */
function row(id: number, kind: TrafficKind = "message", at = id * 60_000): Traffic {
  return { id, at, kind, direction: "in", channel: "room", event: "tick" };
}

function filled(from: number, to: number): Held {
  const held = new Held();
  more(held, from, to);
  return held;
}

function more(held: Held, from: number, to: number) {
  for (let id = from; id <= to; id++) held.add(row(id));
}

const look = { noise: false, collapse: true, unrolled: [] };

/** Ids of the newest rows of the lines on the list. */
function ids(held: Held): (number | undefined)[] {
  return Array.from({ length: held.end - held.first }, (_, n) => held.line(held.first + n)?.row.id);
}

describe("rows that are held", () => {
  it("are on the list in order, noise hidden with a count", () => {
    const held = filled(1, 1);
    held.add(row(2, "heartbeat"));
    held.add({ ...row(3), system: true });
    more(held, 4, 4);
    expect([ids(held), held.matched, held.hidden]).toEqual([[1, 4], 2, 2]);
    held.look({ ...look, noise: true });
    expect([ids(held), held.matched, held.hidden]).toEqual([[1, 2, 3, 4], 4, 0]);
  });

  it("stand still while more comes, with a count, however much that is", () => {
    const held = filled(1, 3);
    held.hold(true, 3);
    more(held, 4, 4 + 2 * HELD);
    expect([ids(held), held.waiting]).toEqual([[1, 2, 3], 2 * HELD + 1]);
    held.look({ ...look, noise: true });
    expect(ids(held)).toEqual([1, 2, 3]);
    held.hold(false, 0);
    expect([held.end - held.first, held.waiting, held.line(held.end - 1)?.row.id]).toEqual([
      HELD,
      0,
      4 + 2 * HELD,
    ]);
  });

  it("are for the list up to the row where it was held still, also when they come later", () => {
    const held = new Held();
    held.hold(true, 10);
    more(held, 8, 12);
    expect([ids(held), held.waiting]).toEqual([[8, 9, 10], 2]);
    held.look({ ...look, noise: true });
    expect(ids(held)).toEqual([8, 9, 10]);
  });

  it("go when there are too many, the oldest first, and are counted", () => {
    const held = filled(1, HELD + 5);
    expect([held.end - held.first, held.evicted]).toEqual([HELD, 5]);
    expect([held.line(held.first)?.row.id, held.line(held.first - 1)]).toEqual([6, undefined]);
    more(held, HELD + 6, 3 * HELD);
    expect([held.end - held.first, held.evicted, held.line(held.end - 1)?.row.id]).toEqual([
      HELD,
      2 * HELD,
      3 * HELD,
    ]);
  });

  it("make one line of a flood, which is unrolled on demand", () => {
    const held = new Held();
    for (let id = 1; id <= FLOOD + 10; id++) held.add(row(id, "message", 1000 + id));
    const last = held.line(held.end - 1);
    expect([held.end, last?.count, last?.seq, held.matched]).toEqual([FLOOD + 1, 10, FLOOD + 10, FLOOD + 10]);
    expect(held.flood).toBe(FLOOD + 10);
    const { view } = held;
    held.look({ ...look, unrolled: [["room", "tick"]] });
    expect([held.end, held.view > view]).toEqual([FLOOD + 10, true]);
    held.look({ ...look, collapse: false });
    expect([held.end, held.flood]).toEqual([FLOOD + 10, undefined]);
  });

  it("are found by their number, or the next newer one is", () => {
    const held = filled(1, 3);
    more(held, 8, 9);
    expect([held.find(2), held.find(5), held.find(99)]).toEqual([1, 3, 5]);
  });

  it("are forgotten when it is cleared, held still or not", () => {
    const held = filled(1, 3);
    held.hold(true, 3);
    held.clear();
    expect(ids(held)).toEqual([]);
    held.hold(false, 0);
    more(held, 4, 4);
    expect(ids(held)).toEqual([4]);
  });
});
