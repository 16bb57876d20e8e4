import { expect, it } from "vitest";
import { Live } from "./live";
import type { Look, Source } from "./source/source";

function setup() {
  const opened: { capture: string | undefined; looks: Look[]; running: boolean }[] = [];
  const live = new Live((capture) => {
    const one = { capture, looks: [] as Look[], running: false };
    opened.push(one);
    return {
      look: (look: Look) => one.looks.push(look),
      start: () => {
        one.running = true;
      },
      stop: () => {
        one.running = false;
      },
      hold: () => undefined,
    } as unknown as Source;
  });
  live.start();
  return { live, opened };
}

it("has a pane behind each tab, which stays while the tab does", () => {
  const { live, opened } = setup();
  const [tab] = live.tabs.get().all;
  if (!tab) throw new Error("there is no tab");
  expect(live.paneOf(tab)).toBe(live.paneOf(tab));
  expect(opened.map(({ running }) => running)).toEqual([true]);
  live.close(tab.id);
  expect(opened[0]?.running).toBe(false);
});

it("has a pane show what its tab is to show", () => {
  const { live, opened } = setup();
  live.look(1, { filter: "kind:state" });
  live.unroll(live.tabs.get().all[0] as never, ["room", "tick"]);
  expect(opened[0]?.looks.at(-1)).toEqual({
    filter: "kind:state",
    noise: false,
    collapse: true,
    unrolled: [["room", "tick"]],
  });
});

it("opens another tab with noise as it is and without a filter", () => {
  const { live } = setup();
  live.look(1, { filter: "x", noise: true });
  live.add();
  expect(live.tabs.get().all[1]?.look).toMatchObject({ filter: "", noise: true });
});

it("opens a file in a tab of its own", () => {
  const { live, opened } = setup();
  live.addFile({ id: "file_1", name: "night", rows: 3 });
  live.paneOf(live.tabs.get().all[1] as never);
  expect(opened.at(-1)?.capture).toBe("file_1");
});

it("splits with a second tab, which it makes if there is none", () => {
  const { live } = setup();
  live.split(true);
  expect(live.tabs.get()).toMatchObject({ split: true, all: [{ id: 1 }, { id: 2 }] });
});
