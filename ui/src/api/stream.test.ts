import { beforeEach, describe, expect, it } from "vitest";
import type { Carrier, StreamListener } from "../platform";
import { AdminStream, type Batch, RETRIES } from "./stream";

/** A server end that the test plays, and a clock that only the test moves. */
class Bench {
  readonly sockets: { path: string; listener: StreamListener; closed: boolean }[] = [];
  private readonly due: { at: number; run: () => void }[] = [];
  now = 1000;

  readonly carrier: Carrier = {
    desktop: false,
    saveFile: () => Promise.reject(new Error("not used")),
    fetch: () => Promise.reject(new Error("not used")),
    stream: (_target, path, listener) => {
      const socket = { path, listener, closed: false };
      this.sockets.push(socket);
      return () => {
        socket.closed = true;
      };
    },
  };

  readonly timers = {
    now: () => this.now,
    after: (ms: number, run: () => void) => {
      const entry = { at: this.now + ms, run };
      this.due.push(entry);
      return () => {
        const at = this.due.indexOf(entry);
        if (at >= 0) this.due.splice(at, 1);
      };
    },
  };

  pass(ms: number): void {
    this.now += ms;
    for (const entry of this.due.splice(0)) {
      if (entry.at <= this.now) entry.run();
      else this.due.push(entry);
    }
  }

  get last(): { path: string; listener: StreamListener; closed: boolean } {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("nothing was opened");
    return socket;
  }

  send(frame: object): void {
    this.last.listener.frame(JSON.stringify(frame));
  }
}

const row = (id: number) => ({ id, at: id, kind: "message", direction: "in" });

describe("the stream", () => {
  let bench: Bench;
  let stream: AdminStream;
  let batches: Batch[];
  let query: string;
  beforeEach(() => {
    query = "?traffic=true&backlog=1000";
    bench = new Bench();
    stream = new AdminStream(bench.carrier, "embedded", () => query, bench.timers);
    batches = [];
    stream.on("batch", (batch) => batches.push(batch));
    stream.start();
    bench.last.listener.opened();
  });

  it("asks what it is told to ask, and passes frames on", () => {
    expect(bench.last.path).toBe("/admin/v1/stream?traffic=true&backlog=1000");
    bench.send({ seq: 1, dropped: 0, begun: 1, traffic: [row(1)] });
    bench.send({ seq: 2, dropped: 3, traffic: [row(5)] });
    bench.send({ seq: 3, dropped: 0, skipped: 7 });
    expect(batches.map(({ dropped, skipped, resumed, begun }) => [dropped, skipped, resumed, begun])).toEqual(
      [
        [0, 0, true, 1],
        [3, 0, false, undefined],
        [0, 7, false, undefined],
      ],
    );
  });

  it("asks anew each time it begins", () => {
    query = "?traffic=true&after=7";
    bench.last.listener.ended("gone");
    bench.pass(500);
    expect(bench.last.path).toBe("/admin/v1/stream?traffic=true&after=7");
  });

  it("asks for changes and counters only, unless it is told otherwise", () => {
    new AdminStream(bench.carrier, "embedded").start();
    expect(bench.last.path).toBe("/admin/v1/stream");
  });

  it("passes tags and counters on, and no empty batch", () => {
    const tags: string[][] = [];
    stream.on("changes", (changes) => tags.push(changes));
    bench.send({ seq: 1, dropped: 0 });
    bench.send({ seq: 2, dropped: 0, changes: ["approvals"] });
    expect(tags).toEqual([["approvals"]]);
    expect(batches).toHaveLength(1);
  });

  it("waits longer after each failed try, and starts over once it was open", () => {
    bench.last.listener.ended("gone");
    for (const wait of [...RETRIES, RETRIES.at(-1) ?? 0]) {
      const status = stream.get();
      expect(status).toEqual({ phase: "lost", reason: "gone", retryAt: bench.now + wait });
      const before = bench.sockets.length;
      bench.pass(wait - 1);
      expect(bench.sockets).toHaveLength(before);
      bench.pass(1);
      expect(bench.sockets).toHaveLength(before + 1);
      bench.last.listener.ended("gone");
    }
    stream.retryNow();
    bench.last.listener.opened();
    bench.last.listener.ended("again");
    expect(stream.get()).toMatchObject({ retryAt: bench.now + (RETRIES[0] ?? 0) });
  });

  it("tells that it is open, and whether it was before", () => {
    const opened: boolean[] = [];
    const fresh = new AdminStream(bench.carrier, "embedded", () => query, bench.timers);
    fresh.on("opened", (again) => opened.push(again));
    fresh.start();
    bench.last.listener.opened();
    expect(opened).toEqual([false]);
    bench.last.listener.ended("gone");
    bench.pass(500);
    bench.last.listener.opened();
    expect(opened).toEqual([false, true]);
  });

  it("begins again at once when a frame is missing", () => {
    bench.send({ seq: 1, dropped: 0, traffic: [row(1)] });
    const holed = bench.last;
    bench.send({ seq: 3, dropped: 0, traffic: [row(9)] });
    expect(holed.closed).toBe(true);
    expect(batches).toHaveLength(1);
    bench.pass(0);
    expect(bench.sockets).toHaveLength(2);
    bench.last.listener.opened();
    bench.send({ seq: 1, dropped: 0, traffic: [row(9)] });
    expect(batches.at(-1)?.resumed).toBe(true);
  });

  it("hears nothing more from a connection it has left", () => {
    const old = bench.last;
    old.listener.ended("gone");
    bench.pass(500);
    old.listener.frame(JSON.stringify({ seq: 1, dropped: 0, traffic: [row(1)] }));
    old.listener.ended("gone twice");
    expect(batches).toHaveLength(0);
    expect(bench.sockets).toHaveLength(2);
  });

  it("does not try again after it was stopped", () => {
    bench.last.listener.ended("gone");
    stream.stop();
    bench.pass(60_000);
    expect(bench.sockets).toHaveLength(1);
  });
});
