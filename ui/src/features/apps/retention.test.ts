import { expect, it } from "vitest";
import { readRetention, retentionForm, shrinks } from "./retention";

const usual = { messages: null, age_ms: null, state_versions: 100, idempotency_ms: 300_000 };
const some = { messages: 500, age_ms: 604_800_000, state_versions: 10, idempotency_ms: 1_000 };

it("reads back what it was made of", () => {
  expect(readRetention(retentionForm(usual))).toEqual({ value: usual, wrong: [] });
  expect(readRetention(retentionForm(some))).toEqual({ value: some, wrong: [] });
});

it("names the fields that say no number, and none that does not count", () => {
  const form = { ...retentionForm(some), messages: "many", versions: "" };
  expect(readRetention(form).wrong).toEqual(["messages", "state_versions"]);
  expect(readRetention({ ...form, all: true, versions: "5" }).value).toEqual({
    ...some,
    messages: null,
    state_versions: 5,
  });
});

it("knows when something that is kept would go", () => {
  expect(shrinks(usual, some)).toBe(true);
  expect(shrinks(some, usual)).toBe(false);
  expect(shrinks(some, { ...some, messages: 499 })).toBe(true);
  expect(shrinks(some, { ...some, idempotency_ms: 1 })).toBe(false);
});
