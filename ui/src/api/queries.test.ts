import type { InvalidateQueryFilters, Query } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { CALM_MS, followChanges } from "./queries";

type Handlers = { changes: (tags: string[]) => void; opened: (again: boolean) => void };

function setup() {
  const read: string[] = [];
  const handlers: Partial<Handlers> = {};
  const client = {
    invalidateQueries: ({ queryKey, predicate }: InvalidateQueryFilters) => {
      const probed = predicate?.({ queryKey: ["embedded", "probe"] } as unknown as Query) ?? true;
      const everything = probed ? "everything" : "everything but the probe";
      read.push(queryKey?.slice(1).join("/") || everything);
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

it("reads again what may have changed before it could be told", () => {
  const { read, handlers } = setup();
  handlers.opened?.(false);
  expect(read).toEqual(["everything but the probe"]);
});

it("reads everything after a loss, and nothing once it is over", () => {
  const { read, handlers, stop } = setup();
  handlers.opened?.(true);
  handlers.changes?.(["apps"]);
  handlers.changes?.(["tokens:a"]);
  stop();
  vi.advanceTimersByTime(10 * CALM_MS);
  expect(read).toEqual(["everything", "apps"]);
  expect(handlers).toEqual({});
});
