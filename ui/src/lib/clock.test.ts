import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Clock } from "./clock";

describe("the clock", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 10_120 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("reads the same between two ticks, whoever comes and goes", () => {
    const clock = new Clock(1000);
    const read = clock.get();
    vi.setSystemTime(10_480);
    const undo = clock.subscribe(() => undefined);
    expect(clock.get()).toBe(read);
    undo();
    clock.subscribe(() => undefined);
    expect(clock.get()).toBe(read);
  });

  it("tells everybody at each tick, with one timer", () => {
    const clock = new Clock(250);
    const seen: number[] = [];
    clock.subscribe(() => seen.push(clock.get()));
    clock.subscribe(() => undefined);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(500);
    expect(seen).toEqual([10_250, 10_500]);
  });

  it("stops when nobody watches, and is right when somebody comes back", () => {
    const clock = new Clock(1000);
    clock.subscribe(() => undefined)();
    expect(vi.getTimerCount()).toBe(0);
    vi.setSystemTime(60_300);
    expect(clock.get()).toBe(60_000);
  });
});
