import { expect, it } from "vitest";
import type { StreamFrame, Traffic } from "../../../api/types";
import type { Carrier, StreamListener } from "../../../platform";
import { everything } from "./source";
import { Streamed } from "./streamed";

const row = (id: number): Traffic => ({
  id,
  at: id * 60_000,
  kind: "message",
  direction: "in",
  channel: "room",
});
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => row(from + n));

function setup() {
  const streams: { query: Record<string, string>; listener: StreamListener; closed: boolean; seq: number }[] =
    [];
  const files: { name: string; content: string }[] = [];
  const due: (() => void)[] = [];
  const carrier: Carrier = {
    desktop: false,
    saveFile: async (name, content) => {
      files.push({ name, content });
      return undefined;
    },
    fetch: async (_target, request) => Response.json({ path: new URL(request.url).pathname }),
    stream: (_target, path, listener) => {
      const query = Object.fromEntries(new URL(path, "http://x").searchParams);
      const stream = { query, listener, closed: false, seq: 0 };
      streams.push(stream);
      listener.opened();
      return () => {
        stream.closed = true;
      };
    },
  };
  const clock = { time: 0 };
  const source = new Streamed(carrier, "self", {
    now: () => clock.time,
    soon: (run) => run(),
    painted: (run) => run(),
    after: (_ms, run) => {
      due.push(run);
      return () => undefined;
    },
  });
  source.start();
  const last = () => {
    const stream = streams.at(-1);
    if (!stream) throw new Error("nothing was opened");
    return stream;
  };
  const send = (traffic: Traffic[], rest: Partial<StreamFrame> = {}) => {
    const stream = last();
    stream.listener.frame(JSON.stringify({ seq: ++stream.seq, dropped: 0, traffic, ...rest }));
  };
  const lose = () => {
    last().listener.ended("gone");
    pass();
  };
  const pass = () => {
    for (const run of due.splice(0)) run();
  };
  const kinds = () => {
    const { first, end } = source.get();
    return Array.from({ length: end - first }, (_, n) => source.line(first + n)?.row.kind ?? "nothing");
  };
  return { source, streams, files, pass, clock, last, send, lose, kinds };
}

it("asks for what the server still has, and shows it", () => {
  const { source, last, send } = setup();
  expect(last().query).toEqual({ traffic: "true", backlog: "20000" });
  send(rows(1, 3), { skipped: 4 });
  expect(source.get()).toMatchObject({ phase: "open", first: 0, end: 3, matched: 3, captured: 7, lost: 0 });
  expect(source.line(2)?.row.id).toBe(3);
});

it("has the server filter, the backlog too", () => {
  const { source, streams, last, send } = setup();
  send(rows(1, 3));
  const { view } = source.get();
  source.look({ ...everything, filter: "kind:state" });
  expect(streams[0]?.closed).toBe(true);
  expect(last().query).toEqual({ traffic: "true", backlog: "20000", filter: "kind:state" });
  expect(source.get().end).toBe(0);
  send([row(2)], { skipped: 2 });
  expect(source.get()).toMatchObject({ end: 1, captured: 3 });
  expect(source.get().view).toBeGreaterThan(view);
});

it("keeps the stream when only the look changes", () => {
  const { source, streams, send } = setup();
  send([row(1), { ...row(2), kind: "heartbeat" }]);
  source.look({ ...everything, noise: true });
  expect(streams).toHaveLength(1);
  expect(source.get()).toMatchObject({ end: 2, hidden: 0 });
});

it("shows what it showed while it is held still, after another filter too", () => {
  const { source, send } = setup();
  send(rows(1, 3));
  source.hold(true);
  send(rows(4, 5));
  expect(source.get()).toMatchObject({ end: 3, waiting: 2 });
  source.look({ ...everything, filter: "x" });
  send([row(1), row(3), row(5), row(6)]);
  expect(source.get()).toMatchObject({ end: 2, waiting: 2 });
  source.hold(false);
  expect(source.get()).toMatchObject({ end: 4, waiting: 0 });
});

it("goes on after the newest row when it was lost, and marks what is missing", () => {
  const { source, last, send, lose, kinds } = setup();
  send(rows(1, 3));
  lose();
  expect(last().query).toEqual({ traffic: "true", after: "3" });
  send(rows(9, 10), { dropped: 5, begun: 1 });
  expect(kinds()).toEqual(["message", "message", "message", "gap", "message", "message"]);
  expect(source.line(3)).toMatchObject({ seq: 8, row: { lost: 5 } });
  expect(source.get().lost).toBe(5);
});

it("marks what is missing when it was too slow, also before anything else comes", () => {
  const { send, kinds, source } = setup();
  send(rows(1, 1));
  send([], { dropped: 7 });
  send(rows(12, 12));
  expect(kinds()).toEqual(["message", "gap", "message"]);
  expect(source.get().lost).toBe(7);
});

it("marks where the server was started again, though nobody knows how much is missing", () => {
  const { send, lose, kinds, source } = setup();
  send(rows(1, 3));
  lose();
  send(rows(1_000_000, 1_000_001), { begun: 1_000_000 });
  expect(kinds()).toEqual(["message", "message", "message", "gap", "message", "message"]);
  expect(source.line(3)?.row.lost).toBeUndefined();
  expect(source.get().lost).toBe(0);
});

it("measures the rate over the last seconds, and lets it fall when nothing comes", () => {
  const { source, send, clock, pass } = setup();
  clock.time = 10_000;
  send(rows(1, 100));
  clock.time = 11_000;
  send(rows(101, 300), { skipped: 100 });
  expect(source.get().rate).toBe(200);
  clock.time = 14_000;
  pass();
  expect(source.get().rate).toBe(0);
});

it("writes what is held, or the rows that were chosen", async () => {
  const { source, send, files } = setup();
  send(rows(1, 3));
  const line = source.line(1);
  expect(await source.export({ format: "ndjson" }, () => undefined).done).toEqual({
    rows: 3,
    path: undefined,
  });
  await source.export({ format: "csv", lines: line ? [line] : [] }, () => undefined).done;
  expect(files.map(({ name }) => name.replace(/\d/g, "0"))).toEqual([
    "live-0000-00-00T000000.ndjson",
    "live-0000-00-00T000000.csv",
  ]);
  expect(files[0]?.content.split("\n")).toHaveLength(4);
  expect(files[1]?.content.split("\r\n")).toHaveLength(3);
});

it("forgets its rows when it is cleared, and no count", async () => {
  const { source, send } = setup();
  send(rows(1, 5), { dropped: 2 });
  await source.clear();
  expect(source.get()).toMatchObject({ end: 0, first: 0, matched: 0, lost: 2, captured: 5 });
  send(rows(6, 6));
  expect(source.get().end).toBe(1);
});
