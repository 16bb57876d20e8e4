import { describe, expect, it } from "vitest";
import { score } from "./match";

const best = (typed: string, names: string[]) =>
  names.filter((name) => score(typed, name) > 0).sort((a, b) => score(typed, b) - score(typed, a));

describe("score", () => {
  it("takes everything when nothing is typed", () => {
    expect(score("", "room")).toBeGreaterThan(0);
    expect(score("  ", "room")).toBeGreaterThan(0);
  });

  it("wants the letters in their order", () => {
    expect(score("rm", "room")).toBeGreaterThan(0);
    expect(score("mr", "room")).toBe(0);
  });

  it("prefers the beginning, then a word's beginning, then the middle, then scattered letters", () => {
    const names = ["cry, put", "encrypt", "go to crypt", "crypt"];
    expect(best("crypt", names)).toEqual(["crypt", "go to crypt", "encrypt", "cry, put"]);
  });

  it("finds the first letters of words", () => {
    expect(best("gtc", ["Go to channels", "Integrations count"])[0]).toBe("Go to channels");
  });

  it("does not care about upper and lower case", () => {
    expect(score("ROOM", "room")).toBe(score("room", "ROOM"));
  });
});
