import { expect, it } from "vitest";
import { differs, portIn, portOf } from "./ports";

it.each([
  ["8090", 8090],
  [" 0 ", 0],
  ["65535", 65_535],
  ["65536", undefined],
  ["", undefined],
  ["-1", undefined],
  ["80.5", undefined],
])("reads the port %j as %s", (typed, port) => {
  expect(portOf(typed)).toBe(port);
});

it("knows when the server listens elsewhere than was chosen", () => {
  expect(portIn("[::1]:8091")).toBe(8091);
  expect(differs(8090, "127.0.0.1:8092")).toBe(true);
  expect(differs(8092, "127.0.0.1:8092")).toBe(false);
  expect(differs(0, "127.0.0.1:49152")).toBe(false);
});
