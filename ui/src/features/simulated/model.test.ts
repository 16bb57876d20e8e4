import { expect, it } from "vitest";
import type { DialectInfo, SimulatedClient } from "../../api/types";
import { fitsDialect, isUp, personaKind, requestOf } from "./model";

const dialect = (rest: Partial<DialectInfo>): DialectInfo => ({
  name: "leap",
  addresses: [],
  tokens: false,
  mints: false,
  ...rest,
});
const place = { server: "embedded", app: "a" };
const wish = { dialect: "leap", token: null, channel: "", count: "3" };

it("asks for what was wished, and leaves out what was not", () => {
  expect(requestOf(wish, place, 0)).toEqual({ ...place, dialect: "leap", count: 3 });
  expect(requestOf({ ...wish, token: "leap_token_1", channel: " room " }, place, 0)).toMatchObject({
    token: "leap_token_1",
    channel: "room",
  });
});

it("asks for no more than there is room for", () => {
  expect(requestOf(wish, place, 17)?.count).toBe(3);
  expect(requestOf(wish, place, 18)).toBeUndefined();
  for (const count of ["", "0", "-1", "1.5", "x", "21"]) {
    expect(requestOf({ ...wish, count }, place, 0)).toBeUndefined();
  }
});

it("knows whom a client of a dialect can be", () => {
  expect(personaKind(dialect({ tokens: true }))).toBe("token");
  expect(personaKind(dialect({ mints: true }))).toBe("client");
  expect(personaKind(dialect({}))).toBe("nobody");
  expect(fitsDialect("leap_token_1", dialect({ tokens: true }))).toBe(true);
  expect(fitsDialect("client:ada", dialect({ tokens: true }))).toBe(false);
  expect(fitsDialect("client:ada", dialect({ mints: true }))).toBe(true);
  expect(fitsDialect("leap_token_1", dialect({}))).toBe(false);
});

it("is up while it has a connection, also when it is silent", () => {
  const states = ["connecting", "open", "silent", "refused", "gone"] as const;
  expect(states.filter((state) => isUp({ state } as SimulatedClient))).toEqual(["open", "silent"]);
});
