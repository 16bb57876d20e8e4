//! What the live view holds: the newest events, those of them that are shown, and every count of what is not.

import type { AdminStream, Batch } from "../../api/stream";
import type { Traffic } from "../../api/types";
import { Ring } from "../../lib/ring";
import type { Readable } from "../../lib/store";
import { type Matcher, matcher, parseFilter } from "./filter";

/** Events that are held; older ones are let go and counted. */
export const HELD = 20_000;

/** Span over which the rate is measured, in ms. */
const RATE_MS = 2000;

/** What the view shows at one moment. */
export interface LiveSnapshot {
  /** Changes whenever anything that is shown does. */
  revision: number;
  /** Rows on the list, oldest first; while paused, those of the moment of pausing. */
  rows: number;
  /** Rows that have left the front of the list: every row's place has moved up by so many. */
  passed: number;
  /** Changes when the list was made anew and places mean nothing any more. */
  sifted: number;
  /** Events that came since the list was paused. */
  waiting: number;
  /** Events taken in since the window opened. */
  captured: number;
  /** Held, and not on the list because they are noise. */
  hidden: number;
  /** Held in all, noise included. */
  held: number;
  /** Never came: the server dropped them, or the stream was down. */
  lost: number;
  /** Let go because the list was full. */
  evicted: number;
  /** Events a second, lately. */
  rate: number;
  paused: boolean;
  noise: boolean;
  filter: string;
}

interface Scheduler {
  now(): number;
  /** Runs once, soon; several calls before that are one. */
  soon(run: () => void): void;
}

const frames: Scheduler = {
  now: () => performance.now(),
  // A hidden window paints no frames; the timer keeps its counts moving.
  soon: (run) => {
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      run();
    };
    const timer = setTimeout(once, 250);
    requestAnimationFrame(once);
  },
};

/** Signs of life, and what the server does for itself. */
export function isNoise(row: Traffic): boolean {
  return row.system === true || row.kind === "heartbeat";
}

export class Live implements Readable<LiveSnapshot> {
  private readonly ring = new Ring<Traffic>(HELD);
  /** Ordinals in `ring` of what is on the list, oldest first. The first `gone` of them are no longer held. */
  private shown: number[] = [];
  private gone = 0;
  private noiseHeld = 0;
  private lastId = 0;
  private lastAt = 0;
  /** Rows let go from the front of the list since it was made. */
  private passed = 0;
  private captured = 0;
  private lost = 0;
  private evicted = 0;
  private waiting = 0;
  private filter = "";
  private match: Matcher = () => true;
  private noise = false;
  private paused = false;
  private readonly arrivals: { at: number; count: number }[] = [];
  private readonly watchers = new Set<() => void>();
  private readonly scheduler: Scheduler;
  private scheduled = false;
  private revision = 0;
  private sifted = 0;
  private snapshot: LiveSnapshot;
  private started = 0;
  private undo: (() => void) | null = null;
  private readonly stream: Pick<AdminStream, "on">;

  constructor(stream: Pick<AdminStream, "on">, scheduler: Scheduler = frames) {
    this.stream = stream;
    this.scheduler = scheduler;
    this.snapshot = this.look();
  }

  get = (): LiveSnapshot => this.snapshot;

  subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Takes events from the stream until the returned function is called as often as this one was. */
  start(): () => void {
    if (this.started++ === 0) this.undo = this.stream.on("batch", (batch) => this.take(batch));
    return () => {
      if (--this.started > 0) return;
      this.undo?.();
      this.undo = null;
    };
  }

  /** The row at this place of the list. */
  row(index: number): Traffic | undefined {
    const ordinal = this.shown[this.gone + index];
    return ordinal === undefined ? undefined : this.ring.at(ordinal);
  }

  /** Where an event is on the list now; -1 if it is not. */
  indexOf(id: number): number {
    for (let at = this.shown.length - 1; at >= this.gone; at--) {
      const row = this.ring.at(this.shown[at] ?? -1);
      if (row?.id === id) return at - this.gone;
    }
    return -1;
  }

  setFilter(text: string): void {
    if (text === this.filter) return;
    this.filter = text;
    this.match = matcher(parseFilter(text));
    this.sift();
  }

  setNoise(noise: boolean): void {
    this.noise = noise;
    this.sift();
  }

  setPaused(paused: boolean): void {
    if (paused === this.paused) return;
    this.paused = paused;
    this.waiting = 0;
    if (paused) this.changed();
    else this.sift();
  }

  /** Empties the list. Counts of what was lost stay. */
  clear(): void {
    this.ring.clear();
    this.noiseHeld = 0;
    this.waiting = 0;
    this.sift();
  }

  private take(batch: Batch): void {
    this.lost += batch.dropped;
    let fresh = 0;
    for (const row of batch.traffic) {
      // Ids begin again when the server has been restarted.
      if (row.id <= this.lastId && row.at > this.lastAt) this.lastId = row.id - 1;
      // After a reconnection the backlog repeats what is here already.
      if (row.id <= this.lastId) continue;
      // Ids grow by one: a jump is what was never sent. The server counts its own drops.
      if (batch.resumed && fresh === 0 && this.lastId > 0) this.lost += row.id - this.lastId - 1;
      this.lastId = row.id;
      this.lastAt = row.at;
      fresh++;
      this.add(row);
    }
    this.captured += fresh;
    this.arrivals.push({ at: this.scheduler.now(), count: fresh });
    this.changed();
  }

  private add(row: Traffic): void {
    const ordinal = this.ring.end;
    const old = this.ring.push(row);
    if (old) {
      this.evicted++;
      if (isNoise(old)) this.noiseHeld--;
      this.trim();
    }
    if (isNoise(row)) this.noiseHeld++;
    if (this.paused) this.waiting += this.fits(row) ? 1 : 0;
    else if (this.fits(row)) this.shown.push(ordinal);
  }

  private fits(row: Traffic): boolean {
    return (this.noise || !isNoise(row)) && this.match(row);
  }

  /** Drops from the list what is no longer held. */
  private trim(): void {
    const first = this.ring.first;
    while (this.gone < this.shown.length && (this.shown[this.gone] ?? first) < first) {
      this.gone++;
      this.passed++;
    }
    if (this.gone > HELD) {
      this.shown = this.shown.slice(this.gone);
      this.gone = 0;
    }
  }

  /** Makes the list anew from everything that is held. */
  private sift(): void {
    this.shown = [];
    this.gone = 0;
    this.passed = 0;
    this.sifted++;
    for (let ordinal = this.ring.first; ordinal < this.ring.end; ordinal++) {
      const row = this.ring.at(ordinal);
      if (row && this.fits(row)) this.shown.push(ordinal);
    }
    if (this.paused) this.waiting = 0;
    this.changed();
  }

  private changed(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.scheduler.soon(() => {
      this.scheduled = false;
      this.revision++;
      this.snapshot = this.look();
      for (const watcher of this.watchers) watcher();
    });
  }

  private look(): LiveSnapshot {
    return {
      revision: this.revision,
      rows: this.shown.length - this.gone,
      passed: this.passed,
      sifted: this.sifted,
      waiting: this.waiting,
      captured: this.captured,
      hidden: this.noise ? 0 : this.noiseHeld,
      held: this.ring.size,
      lost: this.lost,
      evicted: this.evicted,
      rate: this.measure(),
      paused: this.paused,
      noise: this.noise,
      filter: this.filter,
    };
  }

  private measure(): number {
    const from = this.scheduler.now() - RATE_MS;
    while (this.arrivals[0] && this.arrivals[0].at < from) this.arrivals.shift();
    const all = this.arrivals.reduce((sum, one) => sum + one.count, 0);
    return Math.round((all * 1000) / RATE_MS);
  }
}

const lives = new WeakMap<AdminStream, Live>();

/** The one list of a stream; it outlives the page that shows it. */
export function liveOf(stream: AdminStream): Live {
  let live = lives.get(stream);
  if (!live) {
    live = new Live(stream);
    lives.set(stream, live);
  }
  return live;
}
