//! Sends one message, or the same one many times: at a pace, with few under way at once, until it is done or stopped.

import type { Readable } from "../../lib/store";

/** Requests that are under way at once. */
const UNDER_WAY = 4;

/** Messages of one request where there is no pace. */
export const BATCH = 500;

export interface Failure {
  code: string;
  message: string;
  detail?: string | undefined;
}

export interface Progress<T> {
  total: number;
  sent: number;
  refused: number;
  over: boolean;
  stopped: boolean;
  /** The last answer that was good, and the last that was not. */
  answer?: T;
  failure?: Failure;
}

export interface Plan<T> {
  total: number;
  /** In ms. */
  interval: number;
  /** Sends the messages with these numbers, from 1. */
  send: (from: number, count: number) => Promise<T>;
  /** Does one request take many? */
  batches: boolean;
  failureOf: (thrown: unknown) => Failure;
}

interface Timers {
  now: () => number;
  after: (ms: number, run: () => void) => () => void;
}

const timers: Timers = {
  now: () => performance.now(),
  after: (ms, run) => {
    const id = setTimeout(run, ms);
    return () => clearTimeout(id);
  },
};

export class Run<T> implements Readable<Progress<T>> {
  private readonly plan: Plan<T>;
  private readonly timers: Timers;
  private readonly watchers = new Set<() => void>();
  private progress: Progress<T>;
  private next = 1;
  private underWay = 0;
  private due: number;
  private cancel: (() => void) | null = null;

  constructor(plan: Plan<T>, given: Timers = timers) {
    this.plan = plan;
    this.timers = given;
    this.progress = { total: plan.total, sent: 0, refused: 0, over: false, stopped: false };
    this.due = given.now();
  }

  get = (): Progress<T> => this.progress;

  subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  start(): this {
    this.go();
    return this;
  }

  /** Begins no more; what is under way is still counted. */
  stop(): void {
    if (this.progress.over) return;
    this.cancel?.();
    this.become({ stopped: true, over: this.underWay === 0 });
  }

  private go(): void {
    const { total, interval, batches } = this.plan;
    // Batches keep their order only one after the other.
    const most = batches && interval === 0 ? 1 : UNDER_WAY;
    while (!this.progress.stopped && this.next <= total && this.underWay < most) {
      const wait = this.due - this.timers.now();
      if (wait > 0) {
        this.cancel?.();
        this.cancel = this.timers.after(wait, () => this.go());
        return;
      }
      const count = batches && interval === 0 ? Math.min(BATCH, total - this.next + 1) : 1;
      void this.send(this.next, count);
      this.next += count;
      // A pace that could not be kept is not made up for.
      this.due = Math.max(this.due, this.timers.now() - interval) + interval;
    }
  }

  private async send(from: number, count: number): Promise<void> {
    this.underWay++;
    try {
      const answer = await this.plan.send(from, count);
      this.underWay--;
      this.become({ sent: this.progress.sent + count, answer });
    } catch (thrown) {
      this.underWay--;
      this.become({ refused: this.progress.refused + count, failure: this.plan.failureOf(thrown) });
    }
    const done = this.next > this.plan.total || this.progress.stopped;
    if (done && this.underWay === 0) this.become({ over: true });
    else this.go();
  }

  private become(change: Partial<Progress<T>>): void {
    this.progress = { ...this.progress, ...change };
    for (const watcher of this.watchers) watcher();
  }
}
