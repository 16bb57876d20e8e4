import { describe, expect, it } from "vitest";
import { begin, changeOf, insist, overtaken, type StateEdit, together } from "./state-edit";

const two = { state_version: 2, state: { user: 42, role: "guest" } };
const three = { state_version: 3, state: { user: 42, role: "host" } };

const typed = (text: string): StateEdit => ({ ...begin(two), text });

describe("editing a token's state", () => {
  it("shows what saving would change, and saves over exactly what was seen", () => {
    const change = changeOf(typed('{"role":"guest","user":7}'), two);
    if (!change.ok) throw new Error(change.reason);
    expect(change.body).toEqual({ state: { user: 7, role: "guest" }, expected_version: 2 });
    // The order of the members is no difference.
    expect(change.after).toBe('{\n  "user": 7,\n  "role": "guest"\n}');
  });

  it("does not save what is not an object", () => {
    expect(changeOf(typed("[1]"), two)).toEqual({ ok: false, reason: "A state is a JSON object: { … }." });
  });

  it("notices that somebody else was faster, and can insist", () => {
    const edit = typed('{"user":7}');
    expect(overtaken(edit, two)).toBe(false);
    expect(overtaken(edit, three)).toBe(true);
    expect(overtaken(insist(edit, three), three)).toBe(false);
  });

  it("puts changes of different members together", () => {
    const both = together(typed('{"user":7,"role":"guest"}'), three);
    expect(both && JSON.parse(both.text)).toEqual({ user: 7, role: "host" });
    expect(both?.seen).toBe(3);
  });

  it("does not choose between two changes of one member", () => {
    expect(together(typed('{"user":42,"role":"judge"}'), three)).toBeUndefined();
  });
});
