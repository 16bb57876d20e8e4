import { expect, it } from "vitest";
import { covers } from "./may";

it("gives each scope what those before it have", () => {
  expect(covers("manage", "read")).toBe(true);
  expect(covers("approve", "approve")).toBe(true);
  expect(covers("approve", "manage")).toBe(false);
  expect(covers("read", "approve")).toBe(false);
});
