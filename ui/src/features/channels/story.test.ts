import { describe, expect, it } from "vitest";
import type { History, Traffic } from "../../api/types";
import {
  begun,
  HELD,
  type Line,
  linesOf,
  nothing,
  olderThan,
  removedBefore,
  withLive,
  withNewer,
  withOlder,
} from "./story";

const line = (position: number): Line => ({
  position,
  event: "tick",
  payload: { n: position },
  sender: { kind: "backend", label: "backend" },
  at: "2026-01-31T12:00:00Z",
});

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => line(from + at));

const page = (from: number, to: number, rest: Partial<History> = {}): History => ({
  messages: lines(from, to),
  oldest: 1,
  newest: to,
  ...rest,
});

const positions = (story: { lines: readonly Line[] }) => story.lines.map((one) => one.position);

describe("history and live in one list", () => {
  it("goes on where the page ended, and shows nothing twice", () => {
    const story = withLive(begun(page(8, 10)), [line(9), line(10), line(11)], true);
    expect(positions(story)).toEqual([8, 9, 10, 11]);
    expect([story.tail, story.hole, story.missed]).toEqual([true, undefined, 0]);
  });

  it("takes a message once, however often it comes", () => {
    const once = withLive(begun(page(1, 2)), [line(3)], true);
    expect(withLive(once, [line(3)], true)).toBe(once);
  });

  it("reads what is missing between the page and the stream", () => {
    const holed = withLive(begun(page(1, 3)), [line(6)], true);
    expect([positions(holed), holed.hole]).toEqual([[1, 2, 3], 3]);
    // More comes while the hole is being filled.
    const later = withLive(holed, [line(7)], true);
    const filled = withNewer(later, page(4, 7));
    expect(positions(filled)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect([filled.hole, filled.tail, filled.waiting]).toEqual([undefined, true, 0]);
  });

  it("fills a hole that is longer than one page with several", () => {
    const holed = withLive(begun(page(1, 3)), [line(9)], true);
    const half = withNewer(holed, { ...page(4, 6), newest: 9 });
    expect(half.hole).toBe(6);
    expect(positions(withNewer(half, page(7, 9)))).toHaveLength(9);
  });

  it("counts what a channel without history lost", () => {
    const empty = begun({ messages: [], newest: 4 });
    const story = withLive(withLive(empty, [line(5)], false), [line(8)], false);
    expect([positions(story), story.missed]).toEqual([[5, 8], 2]);
    expect(withLive(nothing, [line(500)], false).missed).toBe(0);
  });

  it("does not grow without end", () => {
    const story = withLive(begun(page(1, HELD)), [line(HELD + 1)], true);
    expect([story.lines.length, story.lines[0]?.position]).toEqual([HELD, 2]);
  });
});

describe("older and newer pages", () => {
  it("come before and after the list", () => {
    const middle = begun({ ...page(50, 59), newest: 80 });
    expect([middle.tail, olderThan(middle)]).toEqual([false, 49]);
    const more = withNewer(withOlder(middle, { ...page(40, 49), newest: 80 }), {
      ...page(60, 69),
      newest: 80,
    });
    expect([positions(more)[0], positions(more).at(-1), more.tail, more.waiting]).toEqual([
      40,
      69,
      false,
      11,
    ]);
    expect(withNewer(more, page(70, 80)).tail).toBe(true);
  });

  it("count what comes live while the list does not reach to the newest", () => {
    const story = withLive(begun({ ...page(50, 59), newest: 80 }), [line(81), line(83)], true);
    expect([positions(story).at(-1), story.waiting, story.newest]).toEqual([59, 3, 83]);
  });

  it("say when older messages were removed, once the oldest is shown", () => {
    const cut = begun({ ...page(50, 59), oldest: 40 });
    expect([removedBefore(cut), olderThan(cut)]).toEqual([undefined, 10]);
    expect(removedBefore(withOlder(cut, { ...page(40, 49), oldest: 40, newest: 59 }))).toBe(40);
    expect(removedBefore(begun(page(1, 3)))).toBeUndefined();
  });

  it("of nothing are nothing", () => {
    const empty = begun({ messages: [], newest: 0 });
    expect([empty.tail, olderThan(empty), removedBefore(empty)]).toEqual([true, 0, undefined]);
  });
});

describe("lines of the stream", () => {
  const row: Traffic = {
    id: 1,
    at: 1_769_860_800_000,
    kind: "message",
    direction: "in",
    app: "a",
    channel: "room",
    event: "greet",
    position: 7,
    payload: '{"n":1}',
  };

  it("are the messages of this channel", () => {
    const others: Traffic[] = [
      { ...row, channel: "other" },
      { ...row, app: "b" },
      { ...row, kind: "state" },
    ];
    expect(linesOf([row, ...others], "a", "room")).toEqual([
      {
        position: 7,
        event: "greet",
        payload: { n: 1 },
        sender: { kind: "backend", label: "" },
        at: "2026-01-31T12:00:00.000Z",
      },
    ]);
  });

  it("keep a payload that was cut as text", () => {
    expect(linesOf([{ ...row, payload: '{"n":' }], "a", "room")[0]?.cut).toBe('{"n":');
  });
});
