import { describe, expect, it } from "vitest";
import { begin, difference, insist, save, theirs, together } from "./state-edit";

const two = { version: 2, value: { topic: "hello" } };
const three = { version: 3, value: { topic: "theirs" } };

describe("editing a state", () => {
  it("begins with what is there and saves over exactly that version", () => {
    const edit = begin(two);
    expect(theirs(edit, two)).toBeUndefined();
    expect(save({ ...edit, text: '{"topic":"mine"}' })).toEqual({
      ok: true,
      body: { value: { topic: "mine" }, expected_version: 2 },
    });
  });

  it("notices that somebody else was faster", () => {
    expect(theirs(begin(two), three)).toBe(three);
  });

  it("can take theirs, and goes on from there", () => {
    const edit = begin(three);
    expect(JSON.parse(edit.text)).toEqual({ topic: "theirs" });
    expect(theirs(edit, three)).toBeUndefined();
  });

  it("can insist on the own text, and still notices a fourth version", () => {
    const edit = insist({ ...begin(two), text: '{"topic":"mine"}' }, three);
    expect(save(edit)).toEqual({ ok: true, body: { value: { topic: "mine" }, expected_version: 3 } });
    expect(theirs(edit, { version: 4, value: {} })).toBeDefined();
  });

  it("does not save what is not an object", () => {
    expect(save({ base: two, text: "[1]" })).toEqual({
      ok: false,
      reason: "A state is a JSON object: { … }.",
    });
    expect(save({ base: two, text: "{" }).ok).toBe(false);
  });

  it("can keep both changes where they do not touch the same members", () => {
    const mine = { ...begin(two), text: '{"topic":"hello","open":true}' };
    const both = together(mine, three);
    expect(both && save(both)).toEqual({
      ok: true,
      body: { value: { topic: "theirs", open: true }, expected_version: 3 },
    });
    expect(together({ ...mine, text: '{"topic":"mine"}' }, three)).toBeUndefined();
    expect(together({ ...mine, text: "{" }, three)).toBeUndefined();
  });

  it("shows what would change, and not the order of members", () => {
    const same = difference({ a: 1, b: 2 }, { b: 2, a: 1 });
    expect([same.changes, same.before === same.after]).toEqual([0, true]);
    expect(difference({ a: 1 }, { a: 2, b: 1 }).changes).toBe(2);
  });
});
