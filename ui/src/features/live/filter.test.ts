import { describe, expect, it } from "vitest";
import type { Traffic } from "../../api/types";
import { matcher, parseFilter, termText } from "./filter";

const row: Traffic = {
  id: 1,
  at: 0,
  kind: "message",
  direction: "in",
  channel: "room-7",
  event: "greet",
  who: { kind: "token", label: "Alice" },
  payload: '{"text":"Hello World"}',
};

const matches = (text: string) => matcher(parseFilter(text))(row);

describe("the filter", () => {
  it("finds text anywhere, whatever its case", () => {
    expect(matches("hello")).toBe(true);
    expect(matches("ALICE")).toBe(true);
    expect(matches('"hello world"')).toBe(true);
    expect(matches("goodbye")).toBe(false);
  });

  it("compares whole values after a key, with globs", () => {
    expect(matches("kind:message")).toBe(true);
    expect(matches("kind:mess")).toBe(false);
    expect(matches("channel:room-*")).toBe(true);
    expect(matches("channel:*7")).toBe(true);
    expect(matches("channel:room.7")).toBe(false);
    expect(matches("code:*")).toBe(false);
  });

  it("needs every term, and none that is excluded", () => {
    expect(matches("kind:message who:alice")).toBe(true);
    expect(matches("kind:message who:bob")).toBe(false);
    expect(matches("-kind:message")).toBe(false);
    expect(matches("-kind:heartbeat hello")).toBe(true);
    expect(matches("")).toBe(true);
  });

  it("takes an unknown key as text", () => {
    expect(parseFilter("http://x")).toEqual([{ key: null, value: "http://x", exclude: false }]);
    expect(parseFilter("-foo:bar")).toEqual([{ key: null, value: "foo:bar", exclude: true }]);
  });

  it("writes what it reads", () => {
    for (const text of ["kind:message", "-channel:room-*", '"two words"', "plain"]) {
      expect(parseFilter(text).map(termText).join(" ")).toBe(text);
    }
  });
});
