import { expect, it } from "vitest";
import type { FilterRead, FilterText } from "../../api/types";
import { Draft, withoutPart } from "./draft";

function setup(text = "") {
  const asked: (FilterText & { answer: (read?: Partial<FilterRead>) => void; fail: () => void })[] = [];
  const applied: string[] = [];
  let due: (() => void) | undefined;
  const draft = new Draft(
    (body) =>
      new Promise((done, fail) => {
        const answer = (read: Partial<FilterRead> = {}) => done({ chips: [], completions: [], ...read });
        asked.push({ ...body, answer, fail: () => fail(new Error("gone")) });
      }),
    (filter) => applied.push(filter),
    {
      after: (_ms, run) => {
        due = run;
        return () => {
          due = undefined;
        };
      },
    },
    text,
  );
  const settle = async () => {
    due?.();
    due = undefined;
    for (let n = 0; n < 5; n++) await Promise.resolve();
  };
  return { draft, asked, applied, settle };
}

it("reads once typing has settled, and applies what makes sense", async () => {
  const { draft, asked, applied, settle } = setup();
  draft.type("k", 1);
  draft.type("kind:state", 10);
  expect(draft.get().text).toBe("kind:state");
  expect(asked).toHaveLength(0);
  await settle();
  expect(asked).toMatchObject([{ text: "kind:state", cursor: 10 }]);
  asked[0]?.answer();
  await settle();
  expect(applied).toEqual(["kind:state"]);
});

it("does not apply what makes none, and says why", async () => {
  const { draft, asked, applied, settle } = setup();
  draft.type("knd:x", 5);
  await settle();
  const error = { from: 0, to: 3, message: "unknown key", expected: "kind" };
  asked[0]?.answer({ error });
  await settle();
  expect([applied, draft.get().read.error]).toEqual([[], error]);
});

it("hears only the latest answer", async () => {
  const { draft, asked, applied, settle } = setup();
  draft.type("a", 1);
  await settle();
  draft.type("b", 1);
  await settle();
  asked[1]?.answer();
  await settle();
  asked[0]?.answer({ error: { from: 0, to: 1, message: "", expected: "" } });
  await settle();
  expect([applied, draft.get().read.error]).toEqual([["b"], undefined]);
});

it("takes a part out of the text when its chip is removed", async () => {
  const { draft, asked, applied, settle } = setup("kind:state channel:room x");
  const chip = { text: "channel:room", from: 11, to: 23, negated: false, key: "channel" };
  asked[0]?.answer({ chips: [chip] });
  await settle();
  draft.remove(chip);
  expect(draft.get().text).toBe("kind:state x");
  asked[1]?.answer();
  await settle();
  expect(applied.at(-1)).toBe("kind:state x");
});

it("writes a completion where it belongs, and goes on from there", async () => {
  const { draft, asked, settle } = setup();
  draft.type("ch x", 2);
  await settle();
  asked[0]?.answer();
  await settle();
  expect(draft.complete({ text: "channel:", from: 0, to: 2, about: "" })).toBe(8);
  expect(draft.get().text).toBe("channel: x");
  await settle();
  expect(asked[1]).toMatchObject({ text: "channel: x", cursor: 8 });
});

it("says when the text could not be read", async () => {
  const { draft, asked, settle } = setup("x");
  asked[0]?.fail();
  await settle();
  expect(draft.get().trouble).toContain("gone");
});

it("leaves no blanks where a part was", () => {
  expect(withoutPart("a  b c", { from: 3, to: 4 })).toBe("a c");
  expect(withoutPart("a b", { from: 0, to: 1 })).toBe("b");
  expect(withoutPart("a b", { from: 2, to: 3 })).toBe("a");
  expect(withoutPart("a", { from: 0, to: 1 })).toBe("");
});
