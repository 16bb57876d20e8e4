import { expect, it } from "vitest";
import type { Grant } from "../../api/types";
import { again } from "./use-members";

const grant: Grant = {
  who: { kind: "token", label: "Alice", token: "leap_token_1" },
  channel: "backstage",
  by: "person",
  at: "2026-01-31T12:00:00Z",
};

it("gives a grant back with the end and the reason that it had", () => {
  expect(again(grant, 0)).toEqual({ token: "leap_token_1" });
  const until = "2026-01-31T13:00:00Z";
  expect(again({ ...grant, until, reason: "crew" }, Date.parse("2026-01-31T12:30:00Z"))).toEqual({
    token: "leap_token_1",
    duration_ms: 1_800_000,
    reason: "crew",
  });
  expect(again({ ...grant, until }, Date.parse("2026-02-01T00:00:00Z")).duration_ms).toBe(1000);
});
