import { describe, expect, it } from "vitest";
import { type Filling, faultsOf, fillJson, fillText, hasPlaceholders, PLACEHOLDERS } from "./placeholders";

const filling = (rest: Partial<Filling> = {}): Filling => ({
  n: 7,
  now: 1_790_000_000_000,
  random: () => 0.5,
  uuid: () => "0c5b",
  ...rest,
});

describe("a text", () => {
  it("is filled, as often as something is to be filled", () => {
    expect(fillText("tick-{{n}} of {{ n }}, {{uuid}}", filling())).toBe("tick-7 of 7, 0c5b");
    expect(fillText("{{pick a b c}}", filling())).toBe("b");
  });

  it("stays as it is where there is no placeholder, or an unknown one", () => {
    for (const text of ["", "{n}", "{{}", "{{nn}}", "a }} b {{"])
      expect(fillText(text, filling())).toBe(text);
  });
});

describe("a value", () => {
  it("has the type of what a whole text makes, and text around it makes text", () => {
    const value = { n: "{{n}}", at: "{{now}}", text: "no. {{n}}", list: ["{{pick true 2 x}}"], plain: 3 };
    expect(fillJson(value, filling())).toEqual({
      n: 7,
      at: 1_790_000_000_000,
      text: "no. 7",
      list: [2],
      plain: 3,
    });
    expect(fillJson("{{pick true}}", filling())).toBe(true);
    expect(fillJson("{{pick [1]}}", filling())).toBe("[1]");
  });

  it("has random numbers from the least to the greatest", () => {
    const of = (random: number) => fillJson("{{random -1 2}}", filling({ random: () => random }));
    expect([of(0), of(0.26), of(0.999_999)]).toEqual([-1, 0, 2]);
  });
});

describe("faults", () => {
  it("are none in what is offered", () => {
    expect(PLACEHOLDERS.flatMap(faultsOf)).toEqual([]);
  });

  it("say where and what would be right", () => {
    const [fault] = faultsOf('{"a":"{{m}}"}');
    expect(fault).toMatchObject({ from: 6, to: 11 });
    expect(fault?.message).toContain("{{n}}");
  });

  it.each([
    "{{random}}",
    "{{random 1}}",
    "{{random 2 1}}",
    "{{random a b}}",
    "{{random 1 2 3}}",
    "{{pick}}",
    "{{n 1}}",
    "{{}}",
  ])("are found in %s", (text) => {
    expect(faultsOf(text)).toHaveLength(1);
    expect(hasPlaceholders(text)).toBe(true);
  });
});
