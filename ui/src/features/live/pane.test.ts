import { expect, it, vi } from "vitest";
import type { Line } from "../../api/types";
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
  const pane = new Pane({ hold } as unknown as Source);
  return { pane, held: () => hold.mock.lastCall?.[0] };
}

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
