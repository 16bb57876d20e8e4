import { describe, expect, it } from "vitest";
import { sparkPoints } from "./spark";

describe("sparkPoints", () => {
  it("goes from the left edge to the right one, the highest value at the top", () => {
    expect(sparkPoints([0, 5, 10], 3)).toBe("0,20 50,10 100,0");
  });

  it("begins further right when there are few values", () => {
    expect(sparkPoints([1, 1], 5)).toBe("75,0 100,0");
  });

  it("keeps the newest when there are too many", () => {
    expect(sparkPoints([9, 9, 0, 1], 2)).toBe("0,20 100,0");
  });

  it("draws nothing out of nothing, and zeros along the bottom", () => {
    expect(sparkPoints([], 300)).toBe("");
    expect(sparkPoints([0, 0], 2)).toBe("0,20 100,20");
  });
});
