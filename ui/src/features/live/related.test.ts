import { expect, it } from "vitest";
import type { Traffic } from "../../api/types";
import { isCut } from "./cut";
import { relatedTo } from "./related";

const row: Traffic = { id: 1, at: 1, kind: "message", direction: "in" };

it("names what belongs to an event, the narrowest first", () => {
  const who = { kind: "token", label: "Alice", token: "leap_token_1" } as const;
  const found = relatedTo({ ...row, channel: "room", connection: "c1", who });
  expect(found.map(({ key, value }) => `${key}:${value}`)).toEqual([
    "connection:c1",
    "subject:Alice",
    "channel:room",
  ]);
});

it("does not put all who are anonymous together", () => {
  expect(relatedTo({ ...row, who: { kind: "anonymous", label: "anonymous" } })).toEqual([]);
});

it("knows by the size in bytes whether a payload is cut", () => {
  expect(isCut({ payload: '"é"', size: 4 })).toBe(false);
  expect(isCut({ payload: '"é"', size: 5 })).toBe(true);
  expect(isCut({ payload: '"é"' })).toBe(false);
});
