import { expect, it } from "vitest";
import { meaningOf } from "./explain";

it("knows instants by their size and their form", () => {
  expect(meaningOf(1_790_000_000)).toEqual({ kind: "time", at: 1_790_000_000_000, unit: "s" });
  expect(meaningOf(1_790_000_000_123)).toEqual({ kind: "time", at: 1_790_000_000_123, unit: "ms" });
  expect(meaningOf("2026-01-31T12:04:31.5Z")).toEqual({
    kind: "time",
    at: Date.UTC(2026, 0, 31, 12, 4, 31, 500),
    unit: "iso",
  });
});

it("takes no number for an instant that is far from today", () => {
  for (const value of [0, 42, -1, 978_307_199, 5_000_000_000, 5e15, Number.NaN])
    expect(meaningOf(value)).toBeUndefined();
  expect(meaningOf("2026-99-31T12:04:31Z")).toBeUndefined();
  expect(meaningOf("2026-01-31")).toBeUndefined();
});

it("knows addresses, and those only that name a host", () => {
  expect(meaningOf("https://example.com:8080/a?b")).toEqual({ kind: "url", host: "example.com:8080" });
  expect(meaningOf("wss://example.com/ws")?.kind).toBe("url");
  for (const value of ["javascript:alert(1)", "https://", "see https://example.com", "example.com"])
    expect(meaningOf(value)).toBeUndefined();
});

it("says nothing of other values", () => {
  for (const value of [null, true, {}, [], "text"]) expect(meaningOf(value)).toBeUndefined();
});
