import { describe, expect, it } from "vitest";
import { whatIsWrongWith } from "./name";

describe("the name of a new channel", () => {
  it.each(["room", "room 7", "a_b-c.d:e~f@g", "Zürich", "部屋", "x".repeat(128)])("may be %j", (name) => {
    expect(whatIsWrongWith(name)).toBeUndefined();
  });

  it("must be there", () => {
    expect(whatIsWrongWith("")).toBe("A channel needs a name.");
  });

  it("ends at 128 characters, however many bytes they have", () => {
    expect(whatIsWrongWith("𝒳".repeat(128))).toBeUndefined();
    expect(whatIsWrongWith("x".repeat(129))).toContain("129 characters");
  });

  it.each([
    ["a/b", "/"],
    ["room#1", "#"],
    ["tab\there", "\t"],
    ["smile 🙂", "🙂"],
  ])("of %j names the character that cannot stand there", (name, odd) => {
    expect(whatIsWrongWith(name)).toContain(`“${odd}”`);
  });

  it("is not a path of the REST API", () => {
    expect(whatIsWrongWith("tokens")).toContain("REST");
  });
});
