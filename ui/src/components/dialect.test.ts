import { expect, test } from "vitest";
import { inkOf } from "./dialect";

test("each dialect has an ink of its own, which stays", () => {
  const known = ["leap", "channels", "itty", "pakyow"];
  expect(new Set(known.map(inkOf)).size).toBe(known.length);
  expect(inkOf("leap")).toBe(inkOf("leap"));
});
