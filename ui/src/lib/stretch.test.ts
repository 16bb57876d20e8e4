import { expect, it } from "vitest";
import { ROW, stretchOf } from "./stretch";

it("draws what is in view and a little more", () => {
  const stretch = stretchOf({ rows: 1000, top: 100 * ROW, height: 10 * ROW, following: false });
  expect(stretch.first).toBeLessThanOrEqual(100);
  expect(stretch.end).toBeGreaterThanOrEqual(110);
  expect(stretch.end - stretch.first).toBeLessThan(30);
});

it("draws the end of a list that follows, although the last scroll was long ago", () => {
  const stretch = stretchOf({ rows: 20_000, top: 0, height: 10 * ROW, following: true });
  expect(stretch.end).toBe(20_000);
  expect(stretch.first).toBeLessThanOrEqual(19_990);
});

it("draws a short list whole, and of none nothing", () => {
  expect(stretchOf({ rows: 3, top: 0, height: 500, following: true })).toEqual({ first: 0, end: 3 });
  expect(stretchOf({ rows: 0, top: 900, height: 500, following: false })).toEqual({ first: 0, end: 0 });
});

it("draws rows when the list became shorter than where it was scrolled to", () => {
  expect(stretchOf({ rows: 5, top: 90_000, height: 500, following: false })).toEqual({ first: 0, end: 5 });
});

it("knows lists whose rows are higher", () => {
  const { first, end } = stretchOf({ rows: 1000, top: 5200, height: 520, row: 52 });
  expect(first).toBeGreaterThan(90);
  expect(first).toBeLessThanOrEqual(100);
  expect(end).toBeGreaterThanOrEqual(110);
});
