import { expect, it } from "vitest";
import { Pace } from "./pace";

/** A screen on which painting takes so long, and a clock that is turned by hand. */
function setup(cost: () => number) {
  let time = 0;
  const due: { at: number; run: () => void }[] = [];
  const paints: number[] = [];
  const pace = new Pace(
    {
      now: () => time,
      soon: (run) => run(),
      after: (ms, run) => {
        const one = { at: time + ms, run };
        due.push(one);
        return () => due.splice(due.indexOf(one), 1);
      },
      painted: (run) => run(),
    },
    () => {
      paints.push(time);
      time += cost();
    },
  );
  const until = (at: number) => {
    for (;;) {
      const next = due.filter((one) => one.at <= at).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      due.splice(due.indexOf(next), 1);
      time = Math.max(time, next.at);
      next.run();
    }
    time = Math.max(time, at);
  };
  return { pace, paints, until, due };
}

it("paints whatever comes where painting takes no time", () => {
  const { pace, paints, until } = setup(() => 0);
  for (let at = 100; at <= 1000; at += 100) {
    until(at);
    pace.soon();
  }
  expect(paints).toHaveLength(10);
});

it("takes a sixth of the time and no more", () => {
  const { pace, paints, until } = setup(() => 40);
  for (let at = 10; at <= 20_000; at += 10) {
    until(at);
    pace.soon();
  }
  // Sure of the cost after a few times only.
  const settled = paints.filter((at) => at > 10_000);
  const every = ((settled.at(-1) ?? 0) - (settled[0] ?? 0)) / (settled.length - 1);
  expect(every).toBeGreaterThan(235);
  expect(every).toBeLessThan(260);
});

it("shows what is new after a while, however long that takes", () => {
  const { pace, paints, until } = setup(() => 300);
  for (let at = 10; at <= 20_000; at += 10) {
    until(at);
    pace.soon();
  }
  const late = paints.slice(5).map((at, n) => at - (paints[n + 4] ?? 0));
  expect(Math.max(...late)).toBeLessThan(420);
});

it("does not make somebody wait, and paints once for all who asked", () => {
  const { pace, paints, until, due } = setup(() => 40);
  for (let n = 0; n < 8; n++) {
    until(n * 1000);
    pace.soon();
  }
  const before = paints.length;
  pace.soon();
  pace.soon();
  expect(paints).toHaveLength(before);
  pace.now();
  expect(paints).toHaveLength(before + 1);
  until(20_000);
  expect([paints.length, due.length]).toEqual([before + 1, 0]);
});
