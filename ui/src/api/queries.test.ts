import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { CALM_MS, followChanges } from "./queries";

type Handlers = { changes: (tags: string[]) => void; reopened: () => void };

function setup() {
  const read: string[] = [];
  const handlers: Partial<Handlers> = {};
  const client = {
    invalidateQueries: ({ queryKey }: { queryKey: readonly unknown[] }) => {
      read.push(queryKey.slice(1).join("/") || "everything");
      return Promise.resolve();
    },
  };
  const stream = {
    on: (event: keyof Handlers, handler: never) => {
      handlers[event] = handler;
      return () => delete handlers[event];
    },
  };
  const stop = followChanges(
    client as Parameters<typeof followChanges>[0],
    "embedded",
    stream as unknown as Parameters<typeof followChanges>[2],
  );
  return { read, handlers, stop };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("reads a change at once, and a flood of them now and then", () => {
  const { read, handlers } = setup();
  handlers.changes?.(["approvals"]);
  expect(read).toEqual(["approvals"]);
  for (let n = 0; n < 50; n++) handlers.changes?.(["channel:a/b", "approvals"]);
  expect(read).toEqual(["approvals"]);
  vi.advanceTimersByTime(CALM_MS);
  expect(read).toEqual(["approvals", "channel:a/b", "approvals"]);
  vi.advanceTimersByTime(CALM_MS);
  handlers.changes?.(["journal"]);
  expect(read.at(-1)).toBe("journal");
});

it("reads everything after a loss, and nothing once it is over", () => {
  const { read, handlers, stop } = setup();
  handlers.reopened?.();
  handlers.changes?.(["apps"]);
  handlers.changes?.(["tokens:a"]);
  stop();
  vi.advanceTimersByTime(10 * CALM_MS);
  expect(read).toEqual(["everything", "apps"]);
  expect(handlers).toEqual({});
});
