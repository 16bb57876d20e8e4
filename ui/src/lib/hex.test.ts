import { expect, it } from "vitest";
import { hexLines } from "./hex";

it("writes bytes with their place and, where they have one, their letter", () => {
  const bytes = new TextEncoder().encode('{"a":"é"}\n');
  expect(hexLines(bytes, 9)).toEqual([
    { offset: "0000", bytes: "7b 22 61 22 3a 22 c3 a9", text: '{"a":"··' },
    { offset: "0008", bytes: "22 7d 0a", text: '"}·' },
  ]);
});

it("stops where it is told to", () => {
  expect(hexLines(new Uint8Array(100), 3)).toHaveLength(3);
  expect(hexLines(new Uint8Array(0), 3)).toEqual([]);
});
