import { describe, expect, it } from "vitest";
import { bitsOf, bytesOf, signs } from "./secret";

describe("a secret that signs", () => {
  it("counts bytes, not characters", () => {
    expect(bytesOf("schlüssel")).toBe(10);
    expect(bitsOf("ä".repeat(8))).toBe(128);
  });

  it("has 8 to 256 of them", () => {
    expect([7, 8, 256, 257].map((length) => signs("x".repeat(length)))).toEqual([false, true, true, false]);
  });

  it("encrypts only with the length of a key", () => {
    expect([15, 16, 24, 32, 33].map((length) => bitsOf("x".repeat(length)))).toEqual([
      undefined,
      128,
      192,
      256,
      undefined,
    ]);
  });
});
