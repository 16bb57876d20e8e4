import { expect, it } from "vitest";
import type { Traffic } from "../../../api/types";
import { Collapse, FLOOD, floodOf, joined } from "./collapse";

const row = (at: number, event = "tick", channel = "room"): Traffic => ({
  id: at,
  at,
  kind: "message",
  direction: "in",
  channel,
  event,
});

/** Numbers of the lines that so many rows of one second go to, the first of them being `next`. */
function places(collapse: Collapse, count: number, at: number, next = 0, event = "tick") {
  const all: number[] = [];
  for (let n = 0; n < count; n++) {
    const place = collapse.place(row(at, event), next);
    if (place === next) next++;
    all.push(place);
  }
  return all;
}

it("leaves single what comes slowly", () => {
  expect(places(new Collapse([]), FLOOD, 1000)).toEqual(Array.from({ length: FLOOD }, (_, n) => n));
});

it("puts what goes beyond into one line, and all of the next second into another", () => {
  const collapse = new Collapse([]);
  expect(places(collapse, FLOOD + 3, 1000).slice(-4)).toEqual([FLOOD - 1, FLOOD, FLOOD, FLOOD]);
  expect(places(collapse, 3, 2000, 100)).toEqual([100, 100, 100]);
  // That second was no flood any more.
  expect(places(collapse, 3, 3000, 200)).toEqual([200, 201, 202]);
});

it("keeps floods apart by channel and event", () => {
  const collapse = new Collapse([]);
  places(collapse, FLOOD + 1, 1000, 0, "tick");
  expect(places(collapse, 2, 1000, 500, "tock")).toEqual([500, 501]);
});

it("spares what was unrolled, and what is no message in a channel", () => {
  const collapse = new Collapse([["room", "tick"]]);
  expect(places(collapse, FLOOD + 2, 1000).at(-1)).toBe(FLOOD + 1);
  expect(floodOf({ ...row(1), kind: "presence" })).toBeUndefined();
  expect(floodOf({ ...row(1), channel: null })).toBeUndefined();
});

it("says how great the greatest flood is, while there is one", () => {
  const collapse = new Collapse([]);
  places(collapse, FLOOD, 1000);
  expect(collapse.greatest(1000)).toBeUndefined();
  places(collapse, 30, 1000);
  expect([collapse.greatest(1000), collapse.greatest(2000)]).toEqual([FLOOD + 30, FLOOD + 30]);
  expect(collapse.greatest(3000)).toBeUndefined();
});

it("has the newest row in a line, and how many", () => {
  const line = { at: 3, seq: 1, count: 1, row: row(1) };
  expect(joined(line, row(2))).toEqual({ at: 3, seq: 2, count: 2, row: row(2) });
});
