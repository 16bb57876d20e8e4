import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { StreamListener } from "../../platform";
import { SimulationWatch } from "./watch";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setup() {
  const opened: StreamListener[] = [];
  const closed = vi.fn();
  const watch = new SimulationWatch({
    stream: (_target, _path, listener) => {
      opened.push(listener);
      return closed;
    },
  });
  return { watch, opened, closed };
}

it("listens while somebody looks", () => {
  const { watch, opened, closed } = setup();
  expect(opened).toHaveLength(0);
  const undo = watch.subscribe(() => undefined);
  opened[0]?.frame('{"clients":[]}');
  expect(watch.get()).toEqual({ clients: [] });
  undo();
  expect(closed).toHaveBeenCalledOnce();
});

it("keeps what it knows when the stream ends, says so, and listens again", () => {
  const { watch, opened } = setup();
  const undo = watch.subscribe(() => undefined);
  opened[0]?.frame('{"clients":[]}');
  opened[0]?.ended("gone");
  expect(watch.get()).toEqual({ clients: [], lost: "gone" });
  vi.advanceTimersByTime(1000);
  expect(opened).toHaveLength(2);
  opened[1]?.frame('{"clients":[]}');
  expect(watch.get()).toEqual({ clients: [] });
  opened[1]?.ended("gone");
  undo();
  vi.advanceTimersByTime(5000);
  expect(opened).toHaveLength(2);
});
