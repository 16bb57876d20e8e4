import { expect, it, vi } from "vitest";
import type { Line } from "../../api/types";
import { Store } from "../../lib/store";
import { MOST_MARKED, Pane } from "./pane";
import type { Source } from "./source/source";

const line = (seq: number): Line => ({
  at: seq,
  seq,
  count: 1,
  row: { id: seq, at: seq, kind: "message", direction: "in" },
});

function setup() {
  const hold = vi.fn();
  const told = new Store({ view: 1 });
  const here = new Set<number>();
  const source = {
    hold,
    get: told.get,
    subscribe: told.subscribe,
    line: (at: number) => (here.has(at) ? line(at) : undefined),
  };
  const pane = new Pane(source as unknown as Source);
  const fetched = (at: number, view = 1) => {
    here.add(at);
    told.set({ view });
  };
  return { pane, fetched, held: () => hold.mock.lastCall?.[0] };
}

it("steps to a line that has still to be fetched, and on from there", () => {
  const { pane, fetched } = setup();
  const arrived = vi.fn();
  pane.select(line(1));
  pane.go(2);
  expect([pane.get().selected, pane.at]).toEqual([line(1), 2]);
  pane.go(3, arrived);
  fetched(2);
  expect([pane.get().selected, pane.at]).toEqual([line(1), 3]);
  fetched(3);
  expect([pane.get().selected, pane.at]).toEqual([line(3), 3]);
  expect(arrived).toHaveBeenCalledExactlyOnceWith(line(3));
  pane.go(2);
  expect(pane.get().selected).toEqual(line(2));
});

it("opens the details of a line that has still to be fetched, and closes them", () => {
  const { pane, fetched } = setup();
  pane.go(2);
  pane.show(true);
  expect(pane.get().open).toBe(false);
  fetched(2);
  expect(pane.get()).toMatchObject({ open: true, selected: line(2) });
  pane.go(3);
  pane.go(4);
  fetched(4);
  expect(pane.get()).toMatchObject({ open: true, selected: line(4) });
  pane.go(5);
  pane.show(false);
  fetched(5);
  expect(pane.get()).toMatchObject({ open: false, selected: line(5) });
});

it("goes nowhere when something else was selected, or lines are numbered anew", () => {
  const { pane, fetched } = setup();
  pane.go(5);
  pane.select(line(9));
  fetched(5);
  expect(pane.get().selected).toEqual(line(9));
  pane.go(6);
  fetched(6, 2);
  expect([pane.get().selected, pane.at]).toEqual([line(9), 9]);
});

it("is held still while it is paused or read, and goes on when neither", () => {
  const { pane, held } = setup();
  pane.read(true);
  expect(held()).toBe(true);
  pane.pause(true);
  pane.read(false);
  expect(held()).toBe(true);
  pane.pause(false);
  expect(held()).toBe(false);
  pane.pause(true);
  pane.read(true);
  pane.follow();
  expect([held(), pane.get().paused, pane.get().reading]).toEqual([false, false, false]);
});

it("has details of what is selected only", () => {
  const { pane } = setup();
  pane.show(true);
  expect(pane.get().open).toBe(false);
  pane.select(line(1), true);
  pane.select(line(2));
  expect(pane.get()).toMatchObject({ open: true, selected: line(2) });
  pane.select(null);
  expect(pane.get().open).toBe(false);
});

it("compares the first with the second", () => {
  const { pane } = setup();
  pane.compare();
  expect(pane.get().compared).toBeNull();
  pane.select(line(1));
  pane.compare();
  expect(pane.get()).toMatchObject({ compared: line(1), comparing: null });
  pane.select(line(2));
  pane.compare();
  expect(pane.get().comparing).toEqual([line(1), line(2)]);
  pane.endCompare();
  expect(pane.get()).toMatchObject({ compared: null, comparing: null });
});

it("compares nothing with itself: the second time takes it back", () => {
  const { pane } = setup();
  pane.select(line(1));
  pane.compare();
  pane.compare();
  expect(pane.get()).toMatchObject({ compared: null, comparing: null });
});

it("marks so many rows and no more", () => {
  const { pane } = setup();
  const all = Array.from({ length: MOST_MARKED }, (_, seq) => line(seq));
  expect(pane.mark(all)).toBe(true);
  expect(pane.mark([line(0)])).toBe(true);
  expect(pane.mark([line(MOST_MARKED)])).toBe(false);
  pane.mark([line(0)], false);
  expect(pane.get().marked.size).toBe(MOST_MARKED - 1);
  pane.unmark();
  expect(pane.get().marked.size).toBe(0);
});
