import { expect, it } from "vitest";
import { BATCH, type Plan, Run } from "./run";

/** A clock that is moved by hand, and requests that are answered by hand. */
function setup(plan: Partial<Plan<number>> & { total: number }) {
  let now = 0;
  const waiting: { at: number; run: () => void }[] = [];
  const asked: { from: number; count: number; good: () => void; bad: () => void }[] = [];
  const run = new Run<number>(
    {
      interval: 0,
      batches: false,
      failureOf: () => ({ code: "NO", message: "no" }),
      send: (from, count) =>
        new Promise((good, bad) => asked.push({ from, count, good: () => good(from), bad: () => bad("no") })),
      ...plan,
    },
    {
      now: () => now,
      after: (ms, run) => {
        const one = { at: now + ms, run };
        waiting.push(one);
        return () => void waiting.splice(waiting.indexOf(one), 1);
      },
    },
  ).start();
  const pass = (ms: number) => {
    now += ms;
    for (const one of waiting.filter(({ at }) => at <= now)) {
      waiting.splice(waiting.indexOf(one), 1);
      one.run();
    }
  };
  return { run, asked, pass };
}

const settled = () =>
  new Promise<void>((done) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(done))));

it("sends one, and says what came of it", async () => {
  const { run, asked } = setup({ total: 1 });
  asked[0]?.good();
  await settled();
  expect(run.get()).toEqual({ total: 1, sent: 1, refused: 0, over: true, stopped: false, answer: 1 });
});

it("has few under way at once", async () => {
  const { run, asked } = setup({ total: 10 });
  expect(asked.map(({ from }) => from)).toEqual([1, 2, 3, 4]);
  asked[0]?.good();
  asked[1]?.bad();
  await settled();
  expect(asked).toHaveLength(6);
  expect(run.get()).toMatchObject({ sent: 1, refused: 1, over: false, failure: { code: "NO" } });
});

it("keeps a pace", async () => {
  const { asked, pass } = setup({ total: 3, interval: 100 });
  expect(asked).toHaveLength(1);
  pass(99);
  expect(asked).toHaveLength(1);
  pass(1);
  expect(asked).toHaveLength(2);
  pass(100);
  expect(asked).toHaveLength(3);
});

it("does not make up for a pace that could not be kept", async () => {
  const { asked, pass } = setup({ total: 20, interval: 10 });
  for (let n = 0; n < 3; n++) pass(10);
  expect(asked).toHaveLength(4);
  pass(1000);
  for (const one of asked) one.good();
  await settled();
  expect(asked.length).toBeLessThanOrEqual(6);
});

it("sends many with one request where it may, one request after the other", async () => {
  const { run, asked } = setup({ total: BATCH + 1, batches: true });
  expect(asked.map(({ from, count }) => [from, count])).toEqual([[1, BATCH]]);
  asked[0]?.good();
  await settled();
  expect(asked[1]).toMatchObject({ from: BATCH + 1, count: 1 });
  asked[1]?.good();
  await settled();
  expect(run.get()).toMatchObject({ sent: BATCH + 1, over: true });
});

it("stops when it is told to, and still counts what was under way", async () => {
  const { run, asked, pass } = setup({ total: 100, interval: 10 });
  run.stop();
  expect(run.get()).toMatchObject({ stopped: true, over: false });
  pass(100);
  expect(asked).toHaveLength(1);
  asked[0]?.good();
  await settled();
  expect(run.get()).toMatchObject({ sent: 1, stopped: true, over: true });
});
