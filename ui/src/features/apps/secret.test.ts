import { describe, expect, it } from "vitest";
import { bytesOf, purposeOf, signs } from "./secret";

describe("a secret that signs", () => {
  it("counts bytes, not characters", () => {
    expect(bytesOf("schlüssel")).toBe(10);
    expect(purposeOf("ä".repeat(8))).toBe("also encrypts, 128 bits");
  });

  it("has 8 to 256 of them", () => {
    expect([7, 8, 256, 257].map((length) => signs("x".repeat(length)))).toEqual([false, true, true, false]);
  });

  it("encrypts only with the length of a key", () => {
    expect([15, 16, 24, 32, 33].map((length) => purposeOf("x".repeat(length)))).toEqual([
      "signs only",
      "also encrypts, 128 bits",
      "also encrypts, 192 bits",
      "also encrypts, 256 bits",
      "signs only",
    ]);
  });
});
