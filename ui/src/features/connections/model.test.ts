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
  const of = (fix: string | null) => raiseOf({ ...refusal, fix }, limits);

  it("finds the one that the refusal says to raise, and doubles it", () => {
    expect(of("send less, or raise the app's limit payload_bytes")).toEqual({
      limit: "payload_bytes",
      from: 65_536,
      to: 131_072,
    });
    expect(of("leave one, or raise the app's limit channels_per_subject")?.to).toBe(2000);
  });

  it("goes no further than it can, and offers nothing where no limit is named", () => {
    expect(of("raise the app's limit state_bytes")).toBeUndefined();
    expect(of("publish less at a time, or try again in a moment")).toBeUndefined();
    expect(of("raise the app's limit constructor")).toBeUndefined();
    expect(of(null)).toBeUndefined();
  });
});
