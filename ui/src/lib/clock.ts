//! One ticking clock for everything on screen that shows time going by.

import { useSyncExternalStore } from "react";

/** One clock for each rhythm; it ticks only while somebody looks. */
class Ticker {
  private readonly every: number;
  private readonly watchers = new Set<() => void>();
  private now: number;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(every: number) {
    this.every = every;
    this.now = this.read();
  }

  // React asks again and again and takes a new function for a new clock: both stay the same object.
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    this.timer ??= setInterval(() => this.tick(), this.every);
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  };

  readonly get = (): number => {
    if (this.timer === undefined) this.now = this.read();
    return this.now;
  };

  private tick() {
    this.now = this.read();
    for (const watcher of this.watchers) watcher();
  }

  /** Whole steps, so that two looks in the same step see the same time. */
  private read(): number {
    return Math.floor(Date.now() / this.every) * this.every;
  }
}

const tickers = new Map<number, Ticker>();

function tickerOf(every: number): Ticker {
  let ticker = tickers.get(every);
  if (!ticker) {
    ticker = new Ticker(every);
    tickers.set(every, ticker);
  }
  return ticker;
}

/** The wall clock in ms, in steps of `every` ms, refreshed while the component is shown. */
export function useNow(every: number): number {
  const ticker = tickerOf(every);
  return useSyncExternalStore(ticker.subscribe, ticker.get);
}
