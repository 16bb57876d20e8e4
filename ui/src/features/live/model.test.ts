import { describe, expect, it } from "vitest";
import type { Batch } from "../../api/stream";
import type { Traffic, TrafficKind } from "../../api/types";
import { HELD, Live } from "./model";

function setup() {
  let emit: (batch: Batch) => void = () => undefined;
  let pending: (() => void) | null = null;
  const scheduler = {
    time: 0,
    now: () => scheduler.time,
    soon: (run: () => void) => {
      pending = run;
    },
    later: null as (() => void) | null,
    after: (_ms: number, run: () => void) => {
      scheduler.later = run;
    },
  };
  const stream = {
    on: (_event: string, handler: unknown) => {
      emit = handler as (batch: Batch) => void;
      return () => undefined;
    },
  };
  const live = new Live(stream as ConstructorParameters<typeof Live>[0], scheduler);
  live.start();
  const paint = () => {
    const run = pending;
    pending = null;
    run?.();
    return live.get();
  };
  const send = (traffic: Traffic[], extra: Partial<Batch> = {}) =>
    emit({ traffic, dropped: 0, resumed: false, ...extra });
  return { live, send, paint, scheduler };
}

function row(id: number, kind: TrafficKind = "message", channel = "room"): Traffic {
  return { id, at: id, kind, direction: "in", channel };
}

const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => row(from + i));

describe("the live list", () => {
  it("shows what comes, in order, and hides noise with a count", () => {
    const { live, send, paint } = setup();
    send([row(1), row(2, "heartbeat"), { ...row(3), system: true }, row(4)]);
    expect(paint()).toMatchObject({ rows: 2, hidden: 2, captured: 4 });
    expect([live.row(0)?.id, live.row(1)?.id, live.row(2)]).toEqual([1, 4, undefined]);
    live.setNoise(true);
    expect(paint()).toMatchObject({ rows: 4, hidden: 0 });
  });

  it("filters what is there and what comes alike", () => {
    const { live, send, paint } = setup();
    send([row(1, "message", "a"), row(2, "message", "b")]);
    live.setFilter("channel:b");
    send([row(3, "message", "b"), row(4, "message", "a")]);
    expect(paint().rows).toBe(2);
    expect([live.row(0)?.id, live.row(1)?.id]).toEqual([2, 3]);
    live.setFilter("");
    expect(paint().rows).toBe(4);
  });

  it("goes on taking in while it is paused, and counts", () => {
    const { live, send, paint } = setup();
    send(rows(1, 3));
    live.setPaused(true);
    send([...rows(4, 10), row(11, "heartbeat")]);
    expect(paint()).toMatchObject({ rows: 3, waiting: 7, captured: 11 });
    live.setPaused(false);
    expect(paint()).toMatchObject({ rows: 10, waiting: 0 });
    expect(live.row(9)?.id).toBe(10);
  });

  it("keeps still while it is paused, however much comes, and filters what it had then", () => {
    const { live, send, paint } = setup();
    send([row(1, "message", "a"), row(2, "message", "b")]);
    live.setPaused(true);
    send(rows(3, 3 + 2 * HELD));
    expect(paint()).toMatchObject({ rows: 2, waiting: 2 * HELD + 1, held: HELD });
    expect([live.row(0)?.id, live.row(1)?.id]).toEqual([1, 2]);
    live.setFilter("channel:b");
    expect(paint().rows).toBe(1);
    expect(live.row(0)?.id).toBe(2);
    live.setFilter("");
    live.setPaused(false);
    expect(paint()).toMatchObject({ rows: HELD, waiting: 0 });
    expect(live.row(0)?.id).toBe(4 + HELD);
  });

  it("keeps still while somebody reads, and stays so when it is paused meanwhile", () => {
    const { live, send, paint } = setup();
    send(rows(1, 3));
    live.setReading(true);
    send(rows(4, 5));
    live.setPaused(true);
    live.setReading(false);
    send(rows(6, 6));
    expect(paint()).toMatchObject({ rows: 3, waiting: 3, paused: true, reading: false });
    live.setPaused(false);
    expect(paint()).toMatchObject({ rows: 6, waiting: 0 });
  });

  it("finds a row as long as it is on the list", () => {
    const { live, send, paint } = setup();
    const [first, second] = [row(1), row(2)];
    send([first, second]);
    expect([live.indexOf(first), live.indexOf(second)]).toEqual([0, 1]);
    send(rows(3, HELD + 1));
    paint();
    expect([live.indexOf(first), live.indexOf(second)]).toEqual([-1, 0]);
  });

  it("lets the oldest go when it is full, and counts them", () => {
    const { live, send, paint } = setup();
    send(rows(1, HELD + 5));
    expect(paint()).toMatchObject({ rows: HELD, held: HELD, evicted: 5 });
    expect(live.row(0)?.id).toBe(6);
    send(rows(HELD + 6, 3 * HELD));
    expect(paint()).toMatchObject({ rows: HELD, evicted: 2 * HELD });
    expect([live.row(0)?.id, live.row(HELD - 1)?.id]).toEqual([2 * HELD + 1, 3 * HELD]);
  });

  it("counts what the server dropped, and what a lost stream missed", () => {
    const { live, send, paint } = setup();
    send(rows(1, 5), { resumed: true });
    send(rows(9, 10), { dropped: 3 });
    expect(paint().lost).toBe(3);
    // The stream was down; the backlog repeats 9 and 10, begins again at 9 and has everything.
    send(rows(9, 12), { resumed: true });
    expect(paint()).toMatchObject({ lost: 3, rows: 9 });
    // This time the backlog does not reach back far enough.
    send(rows(20, 21), { resumed: true });
    expect(paint()).toMatchObject({ lost: 10, rows: 11 });
    expect(live.row(10)?.id).toBe(21);
  });

  it("begins again with a server that begins again", () => {
    const { live, send, paint } = setup();
    send(rows(1, 5), { resumed: true });
    const restarted = [row(1), row(2)].map((one) => ({ ...one, at: 1000 + one.id }));
    send(restarted, { resumed: true });
    expect(paint()).toMatchObject({ rows: 7, lost: 0 });
    expect(live.row(6)?.at).toBe(1002);
  });

  it("measures the rate over the last seconds", () => {
    const { send, paint, scheduler } = setup();
    scheduler.time = 10_000;
    send(rows(1, 100));
    scheduler.time = 11_000;
    send(rows(101, 400));
    expect(paint().rate).toBe(200);
    scheduler.time = 12_500;
    send([]);
    expect(paint().rate).toBe(150);
  });

  it("lets the rate fall when nothing comes any more", () => {
    const { send, paint, scheduler } = setup();
    send(rows(1, 100));
    expect(paint().rate).toBe(50);
    scheduler.time = 3000;
    scheduler.later?.();
    expect(paint().rate).toBe(0);
  });

  it("forgets rows when it is cleared, and no count", () => {
    const { live, send, paint } = setup();
    send(rows(1, 5), { dropped: 2 });
    live.clear();
    expect(paint()).toMatchObject({ rows: 0, held: 0, hidden: 0, lost: 2, captured: 5 });
    send(rows(6, 6));
    expect(paint().rows).toBe(1);
  });
});
