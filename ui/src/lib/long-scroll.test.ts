import { expect, it } from "vitest";
import { innerHeight, lastTop, MOST_PX, scrolledTo, topOf } from "./long-scroll";
import { ROW } from "./stretch";

const short = { rows: 1000, height: 20 * ROW };
const long = { rows: 1_000_000, height: 20 * ROW };

it("is as high as its rows while that is possible: one pixel is one pixel", () => {
  expect(innerHeight(short)).toBe(1000 * ROW);
  expect(topOf(10 * ROW, short)).toBeCloseTo(10);
  expect(scrolledTo(10.5, short)).toBeCloseTo(10.5 * ROW);
});

it("has the middle of a million rows in the middle of the bar, and both ends at its ends", () => {
  expect(innerHeight(long)).toBe(MOST_PX);
  const way = MOST_PX - long.height;
  expect(topOf(0, long)).toBe(0);
  expect(topOf(way / 2, long)).toBeCloseTo((1_000_000 - 20) / 2);
  expect(topOf(way, long)).toBe(lastTop(long));
  expect(scrolledTo(lastTop(long), long)).toBe(way);
});

it("finds back to where it was", () => {
  for (const top of [0, 1, 333_333.25, 999_979.5])
    expect(topOf(scrolledTo(top, long), long)).toBeCloseTo(top, 5);
});

it("stays within the list, also one that fits whole", () => {
  expect(topOf(-50, long)).toBe(0);
  expect(topOf(2 * MOST_PX, long)).toBe(lastTop(long));
  const tiny = { rows: 3, height: 20 * ROW };
  expect([topOf(40, tiny), scrolledTo(2, tiny), lastTop(tiny)]).toEqual([0, 0, 0]);
});
