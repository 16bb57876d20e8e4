import { describe, expect, it } from "vitest";
import type { App } from "../../api/types";
import { consequence, fieldOf, LIMITS, limitChanges, limitForm, limitNames, wholeNumber } from "./model";

const now = Object.fromEntries(limitNames.map((name) => [name, LIMITS[name].usual])) as ReturnType<
  () => Parameters<typeof limitForm>[0]
>;

describe("a form of limits", () => {
  it("sends nothing as long as nothing differs", () => {
    expect(limitChanges(limitForm(now), now)).toEqual({ wrong: [], changes: {} });
  });

  it("sends what differs, however it is spelled", () => {
    const form = { ...limitForm(now), tokens: "1,204", channels: "100 000" };
    expect(limitChanges(form, now)).toEqual({ wrong: [], changes: { tokens: 1204 } });
  });

  it("names what is no number", () => {
    const form = { ...limitForm(now), tokens: "", connections: "1.5" };
    expect(limitChanges(form, now).wrong).toEqual(["connections", "tokens"]);
  });
});

it.each([
  ["12", 12],
  [" 1,000 ", 1000],
  ["-1", undefined],
  ["1e3", undefined],
  ["", undefined],
])("reads %j as %s", (typed, value) => {
  expect(wholeNumber(typed)).toBe(value);
});

it("finds the field that a sentence of the server is about", () => {
  const about = (message: string, detail?: string) => fieldOf(limitNames, { message, detail });
  expect(about("Payload_bytes cannot be 5.")).toBe("payload_bytes");
  expect(about("Connections_per_subject cannot be 0.")).toBe("connections_per_subject");
  expect(about("The state may not be so large.", "Give state_bytes in this range.")).toBe("state_bytes");
  expect(about("There is no app of that id.")).toBeUndefined();
});

it("says what goes with an app, and only that", () => {
  const app = (channels: number, tokens: number, connections: number) =>
    consequence({ channels, tokens, connections } as App);
  expect(app(0, 0, 0)).toBe("Its keys go with it. This cannot be undone.");
  expect(app(1, 1204, 1)).toBe(
    "1 channel with its history, 1,204 tokens and clients, and its keys go with it. 1 connection is closed. This cannot be undone.",
  );
});
