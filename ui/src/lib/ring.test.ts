import { expect, it } from "vitest";
import { Ring } from "./ring";

it("holds the newest items and says which one went", () => {
  const ring = new Ring<string>(3);
  expect(["a", "b", "c"].map((item) => ring.push(item))).toEqual([undefined, undefined, undefined]);
  expect(ring.push("d")).toBe("a");
  expect(ring.toArray()).toEqual(["b", "c", "d"]);
  expect([ring.first, ring.end, ring.size]).toEqual([1, 4, 3]);
  expect(ring.at(0)).toBeUndefined();
  expect(ring.at(3)).toBe("d");
});

it("keeps ordinals when items are taken from the front", () => {
  const ring = new Ring<number>(2);
  ring.push(10);
  ring.push(11);
  expect(ring.shift()).toBe(10);
  expect(ring.push(12)).toBeUndefined();
  expect(ring.at(2)).toBe(12);
  expect(ring.toArray()).toEqual([11, 12]);
});

it("goes on counting after it was cleared", () => {
  const ring = new Ring<number>(2);
  ring.push(1);
  ring.clear();
  expect(ring.size).toBe(0);
  ring.push(2);
  expect(ring.at(1)).toBe(2);
});
