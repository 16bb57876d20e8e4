import { beforeEach, expect, it } from "vitest";
import { fieldsOf, listOf, rememberedValue, textOf } from "./remembered";

beforeEach(() => localStorage.clear());

const read = (kept: unknown) => {
  const size = fieldsOf(kept).size;
  return typeof size === "number" ? { size } : undefined;
};

it("is there again with the next window", () => {
  const first = rememberedValue("a", { size: 1 }, read);
  first.set({ size: 2 });
  expect(rememberedValue("a", { size: 1 }, read).get()).toEqual({ size: 2 });
});

it("begins anew where what was kept makes no sense", () => {
  for (const kept of ["{", "[]", "null", '"x"', '{"size":"big"}']) {
    localStorage.setItem("a", kept);
    expect(rememberedValue("a", { size: 1 }, read).get()).toEqual({ size: 1 });
  }
});

it("keeps nothing that is too long, and goes on without", () => {
  const store = rememberedValue("a", "", (kept) => textOf(kept, 1_000_000));
  store.set("x");
  store.set("x".repeat(60_000));
  expect(store.get()).toHaveLength(60_000);
  expect(rememberedValue("a", "", (kept) => textOf(kept, 1_000_000)).get()).toBe("x");
});

it("reads lists item by item, and no more than so many", () => {
  expect(listOf(["a", 1, "bcdef", "g", "h"], 2, (item) => textOf(item, 3))).toEqual(["a", "g"]);
  expect(listOf({ 0: "a" }, 2, (item) => textOf(item, 3))).toEqual([]);
});
