import { beforeEach, describe, expect, it } from "vitest";
import { NEW_DRAFT } from "./draft";
import { foldersOf, placeOf, type SavedMessage, savedMessages, withRenamed, withSaved } from "./saved";
import { REMEMBERED, remember, sentIn } from "./sent";

const token = { id: "leap_token_c18f3a0d52b94e6c8a7b1f60d2e3a9f2", label: "Alice" };
const draft = { ...NEW_DRAFT, channel: "room", as: token, token };

function saved(...names: string[]): SavedMessage[] {
  return names.reduce<SavedMessage[]>((all, name) => {
    const next = withSaved(all, name, draft);
    return next.ok ? next.messages : all;
  }, []);
}

beforeEach(() => localStorage.clear());

it("are there in the next window, without the credential of anybody", () => {
  savedMessages().set({ version: 1, messages: saved("orders/placed") });
  expect(JSON.stringify({ ...localStorage })).not.toContain(token.id);
  const [message] = savedMessages().get().messages;
  expect(message).toMatchObject({
    folder: "orders",
    name: "placed",
    as: { tail: "60d2e3a9f2".padStart(12, "1f") },
  });
});

it("of another version, or spoiled, are as good as none", () => {
  for (const kept of ['{"version":2,"messages":[]}', '{"version":1,"messages":[{"name":"x"},3]}', "x"]) {
    localStorage.setItem("switchboard.saved-messages", kept);
    expect(savedMessages().get().messages).toEqual([]);
  }
});

describe("a name", () => {
  it("has the folder before the last slash", () => {
    expect(placeOf("a/b/c")).toEqual({ folder: "a/b", name: "c" });
    expect(placeOf("c")).toEqual({ folder: "", name: "c" });
  });

  it("stands for one message: saved again, it is replaced", () => {
    const all = saved("a/x", "b/x", "a/x");
    expect(all.map(({ folder }) => folder)).toEqual(["b", "a"]);
  });

  it("can be changed, but not to one that is taken, or to none", () => {
    const all = saved("a/x", "a/y");
    const first = all[0] as SavedMessage;
    expect(withRenamed(all, first, "b/z")).toMatchObject({
      messages: [{ folder: "b", name: "z" }, { name: "y" }],
    });
    expect(withRenamed(all, first, "a/y").ok).toBe(false);
    expect(withRenamed(all, first, "a/x").ok).toBe(true);
    expect(withRenamed(all, first, "a/").ok).toBe(false);
    expect(withSaved(all, "x".repeat(81), draft).ok).toBe(false);
  });
});

it("are refused when they would not fit", () => {
  expect(withSaved([], "big", { ...draft, payload: "x".repeat(50_000) })).toMatchObject({ ok: false });
  const many = saved(...Array.from({ length: 200 }, (_, n) => `m${n}`));
  const full = withSaved(many, "one more", { ...draft, payload: "1" });
  expect(full.ok).toBe(false);
});

it("are shown by folder, in order", () => {
  expect(
    foldersOf(saved("b/2", "top", "b/1", "a/z")).map(([folder, list]) => [folder, list.map((m) => m.name)]),
  ).toEqual([
    ["", ["top"]],
    ["a", ["z"]],
    ["b", ["1", "2"]],
  ]);
});

it("what was sent is remembered for a while, by app", () => {
  for (let n = 0; n < REMEMBERED + 5; n++) remember("app", { at: n, draft });
  expect(sentIn("app").get()).toHaveLength(REMEMBERED);
  expect(sentIn("app").get()[0]?.at).toBe(REMEMBERED + 4);
  expect(sentIn("other").get()).toEqual([]);
});
