//! One ticking clock for everything on screen that shows time going by.

import { useSyncExternalStore } from "react";

/** A clock that ticks every `every` ms while somebody watches it, and reads whole ticks only. */
export class Clock {
  private readonly every: number;
  private readonly watchers = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private now: number;

  constructor(every: number) {
    this.every = every;
    this.now = this.tick();
  }

  /** Moves with the ticks only while it is watched; else with the wall clock. */
  get = (): number => {
    if (this.watchers.size === 0) this.now = this.tick();
    return this.now;
  };

  subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    this.timer ??= setInterval(() => {
      this.now = this.tick();
      for (const one of this.watchers) one();
    }, this.every);
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  };

  private tick(): number {
    return Math.floor(Date.now() / this.every) * this.every;
  }
}

const clocks = new Map<number, Clock>();

function clockOf(every: number): Clock {
  let clock = clocks.get(every);
  if (!clock) {
    clock = new Clock(every);
    clocks.set(every, clock);
  }
  return clock;
}

/** The wall clock in ms, refreshed every `every` ms while the component is shown. */
export function useNow(every: number): number {
  const clock = clockOf(every);
  return useSyncExternalStore(clock.subscribe, clock.get);
}
