import { describe, expect, it } from "vitest";
import type { Limits, Refused } from "../../api/types";
import {
  connectionsSearch,
  raiseOf,
  refusalsWith,
  whatIsWrongWithCode,
  whatIsWrongWithReason,
} from "./model";

const refusal: Refused = {
  id: 1,
  at: 0,
  verb: "subscribe",
  channel: "backstage",
  code: "NOT_GRANTED",
  message: "A private channel needs a token.",
};

const limits: Limits = {
  payload_bytes: 65_536,
  state_bytes: 1_048_576,
  publishes_per_second: 1000,
  channels_per_subject: 1000,
  connections_per_subject: 100,
  connections: 100_000,
  channels: 100_000,
  tokens: 100_000,
};

it("keeps what the page shows in its address", () => {
  const raw = { view: "refused", q: 51022, token: "abc", channel: "room", sort: "-latency", x: 1 };
  expect(connectionsSearch(raw)).toEqual({
    view: "refused",
    q: "51022",
    token: "abc",
    channel: "room",
    sort: "-latency",
  });
  expect(connectionsSearch({ view: "open", q: "", sort: "colour" })).toEqual({});
});

it("finds refusals by what they say", () => {
  expect(refusalsWith([refusal], "PRIVATE")).toHaveLength(1);
  expect(refusalsWith([refusal], "not_gr")).toHaveLength(1);
  expect(refusalsWith([refusal], "lobby")).toHaveLength(0);
});

describe("a close code", () => {
  it.each(["1000", "1001", "1008", "1011", "1014", "3000", "4001", "4999"])("can be %s", (code) => {
    expect(whatIsWrongWithCode(code)).toBeUndefined();
  });

  it.each(["1002", "1007", "1009", "1010", "2999", "5000", "0"])("cannot be %s", (code) => {
    expect(whatIsWrongWithCode(code)).toContain("cannot be sent");
  });

  it("is a number, and none of those that browsers report by themselves", () => {
    expect(whatIsWrongWithCode("soon")).toContain("number");
    expect(whatIsWrongWithCode("1006")).toContain("reserved");
  });
});

it("leaves a close reason 123 bytes, however many letters they are", () => {
  expect(whatIsWrongWithReason("x".repeat(123))).toBeUndefined();
  expect(whatIsWrongWithReason("ü".repeat(62))).toContain("124 bytes");
});

describe("raising a limit", () => {
  const of = (verb: string, code: string, message = "") =>
    raiseOf({ ...refusal, verb, code, message }, limits)?.limit;

  it("finds the one that was run into", () => {
    expect(of("publish", "TOO_LARGE")).toBe("payload_bytes");
    expect(of("set state", "TOO_LARGE")).toBe("state_bytes");
    expect(of("publish", "LIMIT_REACHED")).toBe("publishes_per_second");
    expect(of("subscribe", "LIMIT_REACHED")).toBe("channels_per_subject");
    expect(of("identify", "LIMIT_REACHED", "this token has 100 connections")).toBe("connections_per_subject");
    expect(of("connect", "LIMIT_REACHED", "the app has 100,000 connections")).toBe("connections");
    expect(of("/v1/channels", "LIMIT_REACHED", "the app has 100,000 channels")).toBe("channels");
    expect(of("subscribe", "NOT_GRANTED")).toBeUndefined();
  });

  it("doubles it, and goes no further than it can", () => {
    const twice = raiseOf({ ...refusal, verb: "publish", code: "TOO_LARGE" }, limits);
    expect(twice).toEqual({ limit: "payload_bytes", from: 65_536, to: 131_072 });
    expect(raiseOf({ ...refusal, verb: "set state", code: "TOO_LARGE" }, limits)?.to).toBe(1_048_576);
  });
});
