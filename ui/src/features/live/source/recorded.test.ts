import { expect, it } from "vitest";
import type { Line, ViewFrame } from "../../../api/types";
import type { Carrier, StreamListener } from "../../../platform";
import { Recorded } from "./recorded";
import { everything } from "./source";

const line = (at: number, count = 1): Line => ({
  at,
  seq: at + 1000,
  count,
  row: { id: at + 1000, at, kind: "message", direction: "in", event: `e${at}` },
});

/** The app's end, played by the test; its clock and its screen too. */
function setup() {
  const streams: { path: string; listener: StreamListener; closed: boolean }[] = [];
  const calls: { method: string; path: string; body: string }[] = [];
  const answers: ((path: string) => unknown)[] = [];
  const due: (() => void)[] = [];
  const carrier: Carrier = {
    desktop: true,
    saveFile: () => Promise.reject(new Error("not used")),
    fetch: async (target, request) => {
      const { pathname, search } = new URL(request.url);
      const path = pathname + search;
      calls.push({ method: request.method, path: `${target}:${path}`, body: await request.text() });
      const told = answers.shift()?.(path);
      return told === undefined ? new Response(null, { status: 204 }) : Response.json(told);
    },
    stream: (target, path, listener) => {
      const stream = { path: `${target}:${path}`, listener, closed: false };
      streams.push(stream);
      return () => {
        stream.closed = true;
      };
    },
  };
  const source = new Recorded(carrier, "embedded", {
    now: () => 0,
    soon: (run) => run(),
    painted: (run) => run(),
    after: (_ms, run) => {
      due.push(run);
      return () => due.splice(due.indexOf(run), 1);
    },
  });
  const send = (frame: Partial<ViewFrame>) => {
    const whole = { view: 1, first: -5, end: 0, complete: true, matched: 5, hidden: 0, captured: 5, lost: 0 };
    const rest = { removed: 0, rate: 0, bytes: 0, newest: [] };
    streams.at(-1)?.listener.frame(JSON.stringify({ ...whole, ...rest, ...frame }));
  };
  const settled = () => new Promise((done) => setTimeout(done));
  source.start();
  return { source, streams, calls, answers, due, send, settled };
}

it("opens a view with what is to be shown, and anew when that changes", () => {
  const { source, streams } = setup();
  expect(streams[0]?.path).toBe("app:/app/v1/captures/embedded/view?collapse=true");
  source.look({ ...everything, filter: "kind:message", noise: true, unrolled: [["room", "tick"]] });
  expect(streams[0]?.closed).toBe(true);
  const asked = new URL(streams[1]?.path.replace("app:", "http://x") ?? "").searchParams;
  expect(Object.fromEntries(asked)).toEqual({
    filter: "kind:message",
    noise: "true",
    collapse: "true",
    unrolled: '[["room","tick"]]',
  });
});

it("tells what a frame tells, and has its newest lines", () => {
  const { source, send } = setup();
  send({ end: 2, matched: 700, hidden: 3, lost: 9, bytes: 84, flood: 120, newest: [line(0), line(1, 148)] });
  expect(source.get()).toMatchObject({
    phase: "open",
    first: -5,
    end: 2,
    waiting: 0,
    looking: false,
    matched: 700,
    hidden: 3,
    lost: 9,
    bytes: 84,
    flood: 120,
  });
  expect(source.line(1)?.count).toBe(148);
});

it("reads other lines when they are looked at, of the view that is open", async () => {
  const { source, send, calls, answers, settled } = setup();
  send({ view: 7 });
  answers.push(() => ({ lines: [line(-5), line(-4)] }));
  expect(source.line(-4)).toBeUndefined();
  await settled();
  expect(source.line(-4)?.row.event).toBe("e-4");
  expect(calls.map(({ path }) => path)).toEqual(["app:/app/v1/views/7/lines?from=-5&count=5"]);
});

it("stands still while it is held, with a count, and goes on with what has changed", () => {
  const { source, send } = setup();
  send({ end: 1, newest: [line(0)] });
  source.hold(true);
  send({ end: 4, newest: [line(0, 12), line(3)] });
  expect(source.get()).toMatchObject({ end: 1, waiting: 3 });
  expect(source.line(0)?.count).toBe(1);
  source.hold(false);
  expect(source.get()).toMatchObject({ end: 4, waiting: 0 });
  expect([source.line(0)?.count, source.line(3)?.at]).toEqual([12, 3]);
});

it("shows what is there when the filter changes while it is held", () => {
  const { source, send } = setup();
  send({ end: 1, newest: [line(0)] });
  source.hold(true);
  source.look({ ...everything, filter: "x" });
  send({ view: 2, first: -3, end: 0, newest: [line(-1)] });
  send({ view: 2, first: -3, end: 2, newest: [line(1)] });
  expect(source.get()).toMatchObject({ view: 2, first: -3, end: 0, waiting: 2 });
});

it("begins again by itself when it was lost, with what it shows still there", () => {
  const { source, send, streams, calls, due } = setup();
  send({ end: 1, newest: [line(0)] });
  streams[0]?.listener.ended("the recorder stopped");
  expect(source.get()).toMatchObject({ phase: "lost", reason: "the recorder stopped" });
  expect(source.line(0)?.at).toBe(0);
  // The view is gone: nothing is asked of it.
  expect(source.line(-1)).toBeUndefined();
  expect(calls).toHaveLength(0);
  due.shift()?.();
  send({ view: 2, first: -6, end: 0 });
  expect(source.get()).toMatchObject({ phase: "open", view: 2, first: -6 });
});

it("does not try again by itself what never opened", () => {
  const { source, streams, due } = setup();
  streams[0]?.listener.ended("there is no capture of that name");
  expect(source.get()).toMatchObject({ phase: "failed", reason: "there is no capture of that name" });
  expect(due).toHaveLength(0);
  source.retry();
  expect(streams).toHaveLength(2);
  expect(source.get().phase).toBe("loading");
});

it("writes a file: what is shown, or the rows that were chosen, with progress", async () => {
  const { source, calls, answers, due, settled } = setup();
  source.look({ ...everything, filter: "kind:message" });
  const file = { id: 4, done: 10, total: 20, rows: 3 };
  answers.push(
    () => ({ ...file, state: "running" }),
    () => ({ ...file, state: "done", path: "~/Downloads/a.csv" }),
  );
  const seen: number[][] = [];
  const { done } = source.export({ format: "csv", lines: [line(1), line(2)] }, (...all) => seen.push(all));
  await settled();
  due.shift()?.();
  expect(await done).toEqual({ rows: 3, path: "~/Downloads/a.csv" });
  expect(seen).toEqual([[10, 20]]);
  expect(calls[0]).toMatchObject({ method: "POST", path: "app:/app/v1/captures/embedded/exports" });
  expect(JSON.parse(calls[0]?.body ?? "")).toEqual({
    format: "csv",
    filter: "kind:message",
    noise: false,
    rows: [1001, 1002],
  });
});

it("cancels a file, and says why one failed", async () => {
  const { source, calls, answers, due, settled } = setup();
  answers.push(() => ({ id: 4, state: "running", done: 0, total: 1, rows: 0 }));
  const first = source.export({ format: "ndjson" }, () => undefined);
  await settled();
  first.cancel();
  answers.push(() => ({ id: 4, state: "running", done: 0, total: 1, rows: 0 }));
  due.shift()?.();
  expect(await first.done).toBeUndefined();
  expect(calls.at(-1)).toMatchObject({ method: "DELETE", path: "app:/app/v1/exports/4" });
  answers.push(() => ({ id: 5, state: "failed", done: 0, total: 1, rows: 0, message: "The disk is full." }));
  await expect(source.export({ format: "ndjson" }, () => undefined).done).rejects.toThrow(
    "The disk is full.",
  );
});
