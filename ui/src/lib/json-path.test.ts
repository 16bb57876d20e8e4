import { expect, it } from "vitest";
import { filterKey, pathText, valueAt } from "./json-path";

it("writes a path as programs do", () => {
  expect(pathText([])).toBe("");
  expect(pathText(["seats", "taken"])).toBe("seats.taken");
  expect(pathText(["hosts", 1, "name"])).toBe("hosts[1].name");
  expect(pathText(["odd key", "x"])).toBe('["odd key"].x');
  expect(pathText([0, "a"])).toBe("[0].a");
});

it("writes a path as a key of the filter", () => {
  expect(filterKey(["user", "id"])).toBe("payload.user.id");
  expect(filterKey(["hosts", 1])).toBe("payload.hosts[1]");
  expect(filterKey(["odd key"])).toBe('payload."odd key"');
  expect(filterKey(['a "b"', "c"])).toBe('payload."a \\"b\\"".c');
  expect(filterKey([])).toBe("payload");
});

it("finds what is at a path, and nothing where there is nothing", () => {
  const value = { a: [{ b: null }], c: "text" };
  expect(valueAt(value, ["a", 0, "b"])).toBeNull();
  expect(valueAt(value, [])).toBe(value);
  expect(valueAt(value, ["a", 1])).toBeUndefined();
  expect(valueAt(value, ["c", "length"])).toBeUndefined();
  expect(valueAt(value, ["toString"])).toBeUndefined();
});
