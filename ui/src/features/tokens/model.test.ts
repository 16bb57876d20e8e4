import { describe, expect, it } from "vitest";
import type { Token } from "../../api/types";
import { callOf, maskOf, sortOf, sortValue, tokensSearch } from "./model";

const token: Token = {
  id: "leap_token_c_MTIzNDU2Nzg5MGFiY2RlZg",
  guest: false,
  name: "Alice",
  state: {},
  state_version: 0,
  created_at: "2026-01-31T12:00:00Z",
  online: false,
  connections: 0,
  channels: ["room"],
};

describe("the address of the list", () => {
  it("keeps what is sought and the order", () => {
    expect(tokensSearch({ q: "ali", sort: "-seen" })).toEqual({ q: "ali", sort: "-seen" });
    expect(sortOf({ sort: "-seen" })).toEqual({ key: "seen", down: true });
  });

  it("loses what is nonsense", () => {
    expect(tokensSearch({ q: "", sort: "secret", page: 3 })).toEqual({});
    expect(tokensSearch({ q: 42 })).toEqual({ q: "42" });
  });
});

it("sorts those without a value as such", () => {
  expect(sortValue(token, "expires")).toBeUndefined();
  expect(sortValue({ ...token, name: "" }, "name")).toBeNull();
  expect(sortValue(token, "channels")).toBe(1);
});

it("keeps which kind is listed, if there is such a kind", () => {
  expect(tokensSearch({ kind: "client" })).toEqual({ kind: "client" });
  expect(tokensSearch({ kind: "all" })).toEqual({});
});

it("calls a client by its username, else by its id", () => {
  const client = { ...token, id: "client:a-rather-long-name", client: "a-rather-long-name" };
  expect(callOf({ ...client, name: "Ada" })).toBe("Ada");
  expect(callOf({ ...client, name: null })).toBe("a-rather-long-name");
});

it("never calls a token by its whole id", () => {
  expect(callOf(token)).toBe("Alice");
  expect(callOf({ ...token, name: null })).toBe(`…${token.id.slice(-6)}`);
  expect(maskOf(token.id)).not.toContain(token.id.slice(14, 24));
});
