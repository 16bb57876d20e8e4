import { expect, it } from "vitest";
import type { Traffic } from "../../api/types";
import { belongs } from "./belongs";

const row = (rest: Partial<Traffic>): Traffic => ({
  id: 1,
  at: 1,
  kind: "message",
  direction: "in",
  ...rest,
});

it("is the same connection, the same question or the same message", () => {
  expect(belongs(row({ connection: "c1" }), row({ connection: "c1" }))).toBe(true);
  expect(belongs(row({ approval: "q1" }), row({ approval: "q1", kind: "approval" }))).toBe(true);
  const message = { app: "a", channel: "room", position: 7 };
  expect(belongs(row(message), row({ ...message, direction: "out" }))).toBe(true);
});

it("is nothing that is only absent on both sides, and no other room's message", () => {
  expect(belongs(row({}), row({}))).toBe(false);
  const message = { app: "a", channel: "room", position: 7 };
  expect(belongs(row(message), row({ ...message, channel: "lobby" }))).toBe(false);
  expect(belongs(row(message), row({ ...message, app: "b" }))).toBe(false);
  // A state counts its versions by itself.
  expect(belongs(row(message), row({ ...message, kind: "state" }))).toBe(false);
});
