import { describe, expect, it } from "vitest";
import { whatIsWrongWith } from "./name";

describe("the name of a new channel", () => {
  it.each(["room", "room 7", "a_b-c.d:e~f@g", "Zürich", "部屋", "a/b", "it's", "🙂", "x".repeat(256)])(
    "may be %j",
    (name) => {
      expect(whatIsWrongWith(name)).toBeUndefined();
    },
  );

  it("must be there", () => {
    expect(whatIsWrongWith("")).toBe("A channel needs a name.");
  });

  it("ends at 256 characters, however many bytes they have", () => {
    expect(whatIsWrongWith("𝒳".repeat(256))).toBeUndefined();
    expect(whatIsWrongWith("x".repeat(257))).toContain("257 characters");
  });

  it.each([
    ["room*", "*"],
    ["room#1", "#"],
    ["tab\there", "\t"],
    ["back\\slash", "\\"],
  ])("of %j names the character that cannot stand there", (name, odd) => {
    expect(whatIsWrongWith(name)).toContain(`“${odd}”`);
  });

  it("is not a path of the REST API", () => {
    expect(whatIsWrongWith("tokens")).toContain("REST");
  });
});
