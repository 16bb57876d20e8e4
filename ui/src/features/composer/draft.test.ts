import { describe, expect, it } from "vitest";
import { type Draft, draftOf, fromRow, NEW_DRAFT, payloadOf, problemsOf } from "./draft";

const draft = (rest: Partial<Draft> = {}): Draft => ({ ...NEW_DRAFT, channel: "room", ...rest });
const wrong = (rest: Partial<Draft>) => Object.keys(problemsOf(draft(rest)));

describe("what keeps it from being sent", () => {
  it("is nothing when all is there", () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ payload: "" })).toEqual([]);
    expect(wrong({ event: "tick-{{n}}", payload: '"{{random 1 6}}"' })).toEqual([]);
    expect(wrong({ count: "x", interval: "-1" })).toEqual([]);
  });

  it("is said by field", () => {
    expect(wrong({ channel: " " })).toEqual(["channel"]);
    expect(wrong({ to: "token" })).toEqual(["token"]);
    expect(wrong({ to: "connection" })).toEqual(["connection"]);
    expect(wrong({ event: "" })).toEqual(["event"]);
    expect(wrong({ event: "{{what}}" })).toEqual(["event"]);
    expect(wrong({ payload: "{" })).toEqual(["payload"]);
    expect(wrong({ payload: '"{{what}}"' })).toEqual(["payload"]);
    expect(wrong({ repeat: true, count: "0", interval: "1.5" })).toEqual(["count", "interval"]);
    expect(wrong({ repeat: true, count: "10001", interval: "0" })).toEqual(["count"]);
  });
});

it("keeps one draft for each app", () => {
  draftOf("a").set(draft({ event: "mine" }));
  expect(draftOf("a").get().event).toBe("mine");
  expect(draftOf("b").get()).toEqual(NEW_DRAFT);
});

it("reads no payload as null", () => {
  expect(payloadOf(draft({ payload: " " }))).toEqual({ ok: true, value: null });
});

describe("a row", () => {
  const alice = { kind: "token", label: "Alice", token: "leap_token_1" };

  it("that is a message goes to its channel, as who sent it", () => {
    const found = fromRow(
      { kind: "message", channel: "lobby", event: "greet", payload: '{"a":1}', who: alice },
      draft({ repeat: true }),
    );
    expect(found).toMatchObject({
      ok: true,
      draft: {
        to: "channel",
        channel: "lobby",
        event: "greet",
        payload: '{\n  "a": 1\n}',
        as: { id: "leap_token_1", label: "Alice" },
        repeat: false,
      },
    });
  });

  it("of the backend, or of somebody unknown, is sent as the backend", () => {
    const row = {
      kind: "message",
      channel: "lobby",
      event: "greet",
      who: { kind: "backend", label: "backend" },
    };
    expect(fromRow(row, draft({ as: { id: "x", label: "X" } }))).toMatchObject({ draft: { as: null } });
  });

  it("that was for one goes to that one", () => {
    expect(fromRow({ kind: "direct", event: "a", connection: "c1", who: alice }, draft())).toMatchObject({
      draft: { to: "connection", connection: "c1" },
    });
    expect(fromRow({ kind: "direct", event: "a", who: alice }, draft())).toMatchObject({
      draft: { to: "token", token: { label: "Alice" } },
    });
  });

  it("that was never a message is not sent", () => {
    expect(fromRow({ kind: "connect" }, draft()).ok).toBe(false);
    expect(fromRow({ kind: "message" }, draft()).ok).toBe(false);
  });
});
