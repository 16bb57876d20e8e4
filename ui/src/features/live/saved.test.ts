import { beforeEach, expect, it } from "vitest";
import { MOST_SAVED, readSaved, savedOf, without, withSaved } from "./saved";

beforeEach(() => localStorage.clear());

const one = { name: "errors", filter: "kind:refused" };

it("has the newest first, and one of each name", () => {
  const two = withSaved([one], { name: "mine", filter: "subject:Alice" });
  expect(two.map(({ name }) => name)).toEqual(["mine", "errors"]);
  expect(withSaved(two, { name: " errors ", filter: "code:* " })[0]).toEqual({
    name: "errors",
    filter: "code:*",
  });
  expect(withSaved(two, { name: "errors", filter: "x" })).toHaveLength(2);
  expect(without(two, "mine")).toEqual([one]);
});

it("keeps so many and no more", () => {
  let all: ReturnType<typeof readSaved> = [];
  for (let n = 0; n < MOST_SAVED + 5; n++) all = withSaved(all, { name: `n${n}`, filter: "x" });
  expect(all).toHaveLength(MOST_SAVED);
  expect(all[0]?.name).toBe(`n${MOST_SAVED + 4}`);
});

it("is there again for its app, and for no other", () => {
  savedOf("a").set([one]);
  expect(JSON.parse(localStorage.getItem("switchboard.live.saved.a") ?? "")).toEqual([one]);
  expect(savedOf("b").get()).toEqual([]);
});

it("reads what was kept with suspicion", () => {
  expect(readSaved([one, { name: "", filter: "x" }, { name: "x" }, 7, null])).toEqual([one]);
  expect(readSaved({})).toEqual([]);
});
