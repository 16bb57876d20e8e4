import { describe, expect, it } from "vitest";
import { decodeJwt, findJwts, timesOf } from "./jwt";

const part = (value: unknown) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const made = (claims: unknown, header: unknown = { alg: "HS256" }) =>
  `${part(header)}.${part(claims)}.c2lnbmF0dXJl`;

describe("a token", () => {
  it("is read in the clear, whatever letters it has", () => {
    const claims = { sub: "Ada ÿ 🙂", exp: 2 };
    expect(decodeJwt(made(claims))).toEqual({ header: { alg: "HS256" }, claims });
  });

  it.each([
    "a.b.c",
    "www.example.com",
    "1234.5678.9012",
    made({}, { no: "alg" }),
    made([1]),
    `${made({ a: 1 })}!`,
  ])("is not %s", (text) => expect(decodeJwt(text)).toBeUndefined());

  it("names its times, as far as they are numbers", () => {
    const jwt = decodeJwt(made({ exp: 200, nbf: 50, iat: "x" }));
    expect(timesOf(jwt as NonNullable<typeof jwt>, 100_000)).toEqual([
      { claim: "exp", at: 200_000, past: false },
      { claim: "nbf", at: 50_000, past: true },
    ]);
  });
});

it("finds the first few in a value", () => {
  const token = made({ sub: "1" });
  const value = { a: [{ auth: token }], b: token, c: token };
  expect(findJwts(value, 2).map(({ path }) => path)).toEqual([["a", 0, "auth"], ["b"]]);
  expect(findJwts("nothing", 2)).toEqual([]);
});
