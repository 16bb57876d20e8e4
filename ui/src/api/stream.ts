//! A stream of one server: opened once, reopened when it is lost, checked for holes. The shared one brings changes and
//! counters only; whoever wants traffic opens one with a query of its own.

import type { Carrier, Target } from "../platform";
import type { Counters, StreamFrame, Traffic } from "./types";

export type StreamStatus =
  | { phase: "connecting" }
  | { phase: "open" }
  /** Lost; the next try is at `retryAt` (wall clock, ms). */
  | { phase: "lost"; reason: string; retryAt: number };

export interface Batch {
  traffic: Traffic[];
  /** Events that the server dropped for us since the batch before. */
  dropped: number;
  /** Events that the filter did not match since the batch before. */
  skipped: number;
  /** First batch of a connection: what came between it and the one before was not sent to us. */
  resumed: boolean;
  /** Id of the first event of the server's present run; in the first batch of a connection only. */
  begun: number | undefined;
}

export interface StreamEvents {
  batch: (batch: Batch) => void;
  changes: (tags: string[]) => void;
  counters: (counters: Counters) => void;
  /** Open again after a loss: whatever was read before may be stale. */
  /** `again`: it was open before. What was read until now may have changed unheard. */
  opened: (again: boolean) => void;
}

interface Timers {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

const browserTimers: Timers = {
  now: () => Date.now(),
  after: (ms, run) => {
    const id = setTimeout(run, ms);
    return () => clearTimeout(id);
  },
};

/** Waits before the tries, in ms; the last one repeats. */
export const RETRIES = [500, 1000, 2000, 4000, 8000];

export class AdminStream {
  private readonly carrier: Carrier;
  private readonly target: Target;
  private readonly query: () => string;
  private readonly timers: Timers;
  private readonly watchers = new Set<() => void>();
  private readonly handlers: { [K in keyof StreamEvents]: Set<StreamEvents[K]> } = {
    batch: new Set(),
    changes: new Set(),
    counters: new Set(),
    opened: new Set(),
  };
  private status: StreamStatus = { phase: "connecting" };
  private close: (() => void) | null = null;
  private cancelRetry: (() => void) | null = null;
  private attempt = 0;
  private everOpen = false;
  private seq = 0;

  /** `query` is asked each time a connection begins: `?traffic=true`, or nothing. */
  constructor(
    carrier: Carrier,
    target: Target,
    query: () => string = () => "",
    timers: Timers = browserTimers,
  ) {
    this.carrier = carrier;
    this.target = target;
    this.query = query;
    this.timers = timers;
  }

  get = (): StreamStatus => this.status;

  subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  on<K extends keyof StreamEvents>(event: K, handler: StreamEvents[K]): () => void {
    this.handlers[event].add(handler);
    return () => this.handlers[event].delete(handler);
  }

  start(): void {
    if (this.close) return;
    this.seq = 0;
    let over = false;
    const shut = this.carrier.stream(this.target, `/admin/v1/stream${this.query()}`, {
      opened: () => {
        if (!over) this.opened();
      },
      frame: (text) => {
        if (!over) this.frame(text);
      },
      ended: (reason) => {
        if (over) return;
        over = true;
        this.lost(reason);
      },
    });
    this.close = () => {
      over = true;
      shut();
    };
  }

  stop(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
    this.close?.();
    this.close = null;
  }

  /** Tries at once instead of waiting. */
  retryNow(): void {
    if (this.status.phase !== "lost") return;
    this.stop();
    this.become({ phase: "connecting" });
    this.start();
  }

  private opened(): void {
    this.attempt = 0;
    this.become({ phase: "open" });
    const again = this.everOpen;
    this.everOpen = true;
    this.emit("opened", again);
  }

  private frame(text: string): void {
    let frame: StreamFrame;
    try {
      frame = JSON.parse(text) as StreamFrame;
    } catch {
      this.lost("the server sent a frame that is not JSON");
      return;
    }
    if (frame.seq !== this.seq + 1) {
      // A hole: begin again at once, so that the backlog fills what it can and the rest is counted.
      this.lost(`frame ${this.seq + 1} is missing`, 0);
      return;
    }
    const resumed = this.seq === 0;
    this.seq = frame.seq;
    const { traffic = [], dropped, skipped = 0 } = frame;
    if (traffic.length > 0 || dropped > 0 || skipped > 0 || resumed) {
      this.emit("batch", { traffic, dropped, skipped, resumed, begun: frame.begun ?? undefined });
    }
    if (frame.changes && frame.changes.length > 0) this.emit("changes", frame.changes);
    if (frame.counters) this.emit("counters", frame.counters);
  }

  private lost(reason: string, wait?: number): void {
    this.close?.();
    this.close = null;
    const delay = wait ?? RETRIES[Math.min(this.attempt, RETRIES.length - 1)] ?? 0;
    this.attempt++;
    this.become({ phase: "lost", reason, retryAt: this.timers.now() + delay });
    this.cancelRetry = this.timers.after(delay, () => {
      this.cancelRetry = null;
      this.start();
    });
  }

  private become(status: StreamStatus): void {
    this.status = status;
    for (const watcher of this.watchers) watcher();
  }

  private emit<K extends keyof StreamEvents>(event: K, ...args: Parameters<StreamEvents[K]>): void {
    for (const handler of this.handlers[event]) {
      (handler as (...all: Parameters<StreamEvents[K]>) => void)(...args);
    }
  }
}
