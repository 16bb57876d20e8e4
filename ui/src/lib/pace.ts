//! Painting what comes all the time, and leaving time for everything else: where it takes long, it is done less often.

import type { Scheduler } from "./frames";

/** Painting may take one part of so many of the time: of sixty frames fifty are left. */
const PARTS = 6;

/** However long painting takes, what is new is shown after so many ms. */
const LONGEST_MS = 400;

export class Pace {
  private readonly scheduler: Scheduler;
  private readonly paint: () => void;
  /** How long painting takes, in ms: the last time counts a quarter. */
  private cost = 0;
  private begun = Number.NEGATIVE_INFINITY;
  private asked = false;
  private waits: (() => void) | null = null;

  constructor(scheduler: Scheduler, paint: () => void) {
    this.scheduler = scheduler;
    this.paint = paint;
  }

  /** Paints with a frame to come, as soon as the last painting has left enough time. */
  soon(): void {
    if (this.asked) return;
    this.asked = true;
    const wait = this.begun + Math.min(this.cost * PARTS, LONGEST_MS) - this.scheduler.now();
    if (wait <= 0) this.next();
    else this.waits = this.scheduler.after(wait, () => this.next());
  }

  /** Paints with the next frame: somebody waits for it. */
  now(): void {
    if (this.asked && !this.waits) return;
    this.asked = true;
    this.waits?.();
    this.next();
  }

  private next(): void {
    this.waits = null;
    this.scheduler.soon(() => {
      this.asked = false;
      const begun = this.scheduler.now();
      this.begun = begun;
      this.paint();
      this.scheduler.painted(() => {
        this.cost += (this.scheduler.now() - begun - this.cost) / 4;
      });
    });
  }
}
