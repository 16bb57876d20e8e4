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
  /** Rows on the list, oldest first; while it is held still, those of the moment when that began. */
  rows: number;
  /** Events for the list that came since it is held still. */
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
  /** Held still by a button. */
  paused: boolean;
  /** Held still because somebody reads further up. */
  reading: boolean;
  noise: boolean;
  filter: string;
}

interface Scheduler {
  now(): number;
  /** Runs once, with the next frame. */
  soon(run: () => void): void;
  after(ms: number, run: () => void): void;
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
  after: (ms, run) => {
    setTimeout(run, ms);
  },
};

/** Signs of life, and what the server does for itself. */
export function isNoise(row: Traffic): boolean {
  return row.system === true || row.kind === "heartbeat";
}

export class Live implements Readable<LiveSnapshot> {
  private readonly ring = new Ring<Traffic>(HELD);
  /** What is on the list, oldest first. The first `gone` of them have been let go. */
  private shown: Traffic[] = [];
  private gone = 0;
  /** What the list is made from while it is held still: everything there was when that began. */
  private still: Traffic[] | null = null;
  private noiseHeld = 0;
  private lastId = 0;
  private lastAt = 0;
  private captured = 0;
  private lost = 0;
  private evicted = 0;
  private waiting = 0;
  private filter = "";
  private match: Matcher = () => true;
  private noise = false;
  private paused = false;
  private reading = false;
  private readonly arrivals: { at: number; count: number }[] = [];
  private readonly watchers = new Set<() => void>();
  private readonly scheduler: Scheduler;
  private scheduled = false;
  private revision = 0;
  private fading = false;
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
    return this.shown[this.gone + index];
  }

  /** Where an event is on the list now; -1 if it is not. */
  indexOf(row: Traffic): number {
    const at = this.shown.lastIndexOf(row);
    return at < this.gone ? -1 : at - this.gone;
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
    this.hold(paused, this.reading);
  }

  setReading(reading: boolean): void {
    this.hold(this.paused, reading);
  }

  /** Empties the list. Counts of what was lost stay. */
  clear(): void {
    this.ring.clear();
    this.noiseHeld = 0;
    this.waiting = 0;
    if (this.still) this.still = [];
    this.sift();
  }

  /** Holds the list still, or lets it go on: what comes meanwhile is taken in all the same. */
  private hold(paused: boolean, reading: boolean): void {
    if (paused === this.paused && reading === this.reading) return;
    this.paused = paused;
    this.reading = reading;
    const still = paused || reading;
    if (still && !this.still) {
      this.still = this.ring.toArray();
      this.waiting = 0;
    } else if (!still && this.still) {
      this.still = null;
      this.waiting = 0;
      this.sift();
    }
    this.changed();
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
    const old = this.ring.push(row);
    if (old) {
      this.evicted++;
      if (isNoise(old)) this.noiseHeld--;
      if (!this.still && this.shown[this.gone] === old) this.letGo();
    }
    if (isNoise(row)) this.noiseHeld++;
    if (!this.fits(row)) return;
    if (this.still) this.waiting++;
    else this.shown.push(row);
  }

  private fits(row: Traffic): boolean {
    return (this.noise || !isNoise(row)) && this.match(row);
  }

  /** Takes the oldest row off the list. */
  private letGo(): void {
    this.gone++;
    if (this.gone < HELD) return;
    this.shown = this.shown.slice(this.gone);
    this.gone = 0;
  }

  /** Makes the list anew from everything that is held, or was when it was held still. */
  private sift(): void {
    this.shown = (this.still ?? this.ring.toArray()).filter((row) => this.fits(row));
    this.gone = 0;
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
      this.fade();
    });
  }

  /** When nothing comes any more, the rate still has to fall. */
  private fade(): void {
    if (this.fading || this.snapshot.rate === 0) return;
    this.fading = true;
    this.scheduler.after(RATE_MS / 2, () => {
      this.fading = false;
      this.changed();
    });
  }

  private look(): LiveSnapshot {
    return {
      revision: this.revision,
      rows: this.shown.length - this.gone,
      waiting: this.waiting,
      captured: this.captured,
      hidden: this.noise ? 0 : this.noiseHeld,
      held: this.ring.size,
      lost: this.lost,
      evicted: this.evicted,
      rate: this.measure(),
      paused: this.paused,
      reading: this.reading,
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
