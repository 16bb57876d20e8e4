import { expect, it } from "vitest";
import { everything } from "./source/source";
import {
  activeOf,
  inView,
  keptOf,
  MOST_TABS,
  oneTab,
  readTabs,
  stepped,
  titleOf,
  withLook,
  withoutTab,
  withTab,
} from "./tabs";

const look = (filter: string) => ({ ...everything, filter });
const three = withTab(withTab(oneTab, look("a")), look("b"));
const filters = (tabs: typeof oneTab) => tabs.all.map((tab) => tab.look.filter);

it("opens a few, the new one in front, and no more", () => {
  expect([filters(three), activeOf(three).look.filter]).toEqual([["", "a", "b"], "b"]);
  const four = withTab(three, everything);
  expect(four.all).toHaveLength(MOST_TABS);
  expect(withTab(four, everything)).toBe(four);
});

it("closes one, with its neighbour in front, and never gives its number again", () => {
  const closed = withoutTab(three, 3);
  expect([filters(closed), activeOf(closed).look.filter]).toEqual([["", "a"], "a"]);
  expect(activeOf(withoutTab(three, 1)).look.filter).toBe("b");
  const last = withoutTab(oneTab, 1);
  expect([filters(last), last.all[0]?.id]).toEqual([[""], 2]);
});

it("goes round through them", () => {
  expect([stepped(three, 1).active, stepped(three, -1).active]).toEqual([1, 2]);
});

it("shows two side by side where there is room", () => {
  const split = { ...three, split: true };
  const shown = (tabs: typeof oneTab, room = true) => inView(tabs, room).map((tab) => tab.id);
  expect([shown(three), shown(split), shown(split, false)]).toEqual([[3], [2, 3], [3]]);
  expect(shown({ ...split, active: 1 })).toEqual([1, 2]);
  expect(shown({ ...oneTab, split: true })).toEqual([1]);
});

it("is named by its filter, and by its file", () => {
  expect(titleOf({ id: 1, look: everything })).toBe("Everything");
  const file = { id: "f", name: "night.swcap", rows: 3 };
  expect(titleOf({ id: 1, look: look("kind:state"), file })).toBe("night.swcap: kind:state");
});

it("is kept for the next window, without files", () => {
  const file = { id: "f", name: "night.swcap", rows: 3 };
  const tabs = withTab(withLook(three, 2, { noise: true, unrolled: [["room", "tick"]] }), everything, file);
  const again = readTabs(JSON.parse(JSON.stringify(keptOf({ ...tabs, active: 2 }))));
  expect(again).toEqual({
    all: [
      { id: 1, look: everything },
      { id: 2, look: { ...look("a"), noise: true, unrolled: [["room", "tick"]] } },
      { id: 3, look: look("b") },
    ],
    active: 2,
    split: false,
  });
});

it("reads what was kept with suspicion", () => {
  for (const kept of [null, {}, { v: 1, all: [] }, { v: 1, all: [{ filter: 7 }] }]) {
    expect(readTabs(kept)).toBeUndefined();
  }
  expect(readTabs({ v: 1, all: [{ filter: "x", unrolled: [["a"], 3] }], active: 9 })).toEqual({
    all: [{ id: 1, look: look("x") }],
    active: 1,
    split: false,
  });
});
