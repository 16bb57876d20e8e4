import { describe, expect, it } from "vitest";
import type { Traffic } from "../../api/types";
import { countKinds, factPairs, payloadDifference } from "./compare";

const row = (rest: Partial<Traffic>): Traffic => ({
  id: 1,
  at: 0,
  kind: "message",
  direction: "in",
  channel: "room",
  ...rest,
});

it("puts facts side by side, and leaves out what neither has", () => {
  const pairs = factPairs(row({ event: "a", size: 48 }), row({ event: "b" }));
  expect(pairs.find(({ name }) => name === "event")).toEqual({
    name: "event",
    first: "a",
    second: "b",
    differs: true,
  });
  expect(pairs.find(({ name }) => name === "channel")?.differs).toBe(false);
  expect(pairs.find(({ name }) => name === "size")).toMatchObject({ first: "48 B", second: "" });
  expect(pairs.some(({ name }) => name === "code")).toBe(false);
});

describe("payloads", () => {
  it("differ member by member, and line by line in the same order", () => {
    const found = payloadDifference(
      row({ payload: '{"a":1,"b":[1,2]}' }),
      row({ payload: '{"b":[2,1],"a":2}' }),
    );
    expect(found?.changes?.map(({ kind, path }) => `${kind} ${path}`)).toEqual(["changed a", "moved b[1]"]);
    expect(found?.after.startsWith('{\n  "a": 2')).toBe(true);
    expect(countKinds(found?.changes ?? [])).toEqual([
      ["changed", 1],
      ["moved", 1],
    ]);
  });

  it("are compared as text where one was cut", () => {
    const found = payloadDifference(row({ payload: '{"a":' }), row({ payload: "1" }));
    expect(found).toEqual({ changes: undefined, before: '{"a":', after: "1" });
  });

  it("may be missing", () => {
    expect(payloadDifference(row({}), row({ payload: "1" }))?.changes).toEqual([
      { kind: "changed", path: "", before: null, after: 1 },
    ]);
    expect(payloadDifference(row({}), row({}))).toBeUndefined();
  });
});
