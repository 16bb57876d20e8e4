//! The newest rows of a stream and the lines they make: those that fit, floods collapsed. Bounded; what goes is counted.

import type { Line, Traffic } from "../../../api/types";
import { Ring } from "../../../lib/ring";
import { Collapse, joined } from "./collapse";
import { everything, type Look } from "./source";

/** Rows that are held; older ones are let go and counted. */
export const HELD = 20_000;

/** Signs of life, and what the server does for itself. */
export function isNoise(row: Traffic): boolean {
  return row.system === true || row.kind === "heartbeat";
}

export class Held {
  private readonly ring = new Ring<Traffic>(HELD);
  private wanted: Pick<Look, "noise" | "collapse" | "unrolled"> = everything;
  /** Oldest first; the first of them has the number `base`, and those before `first` have been let go. */
  private lines: Line[] = [];
  private base = 0;
  first = 0;
  private collapse = new Collapse([]);
  /** What the list is made from while it is held still: everything there was when that began, up to a row. */
  private still: { rows: Traffic[]; until: number } | null = null;
  private noise = 0;
  private lastAt = 0;
  evicted = 0;
  /** Rows that came for the list since it is held still. */
  waiting = 0;
  /** Changes when lines are numbered anew. */
  view = 1;

  get end(): number {
    return this.base + this.lines.length;
  }

  get matched(): number {
    return this.ring.size - (this.wanted.noise ? 0 : this.noise);
  }

  get hidden(): number {
    return this.wanted.noise ? 0 : this.noise;
  }

  get flood(): number | undefined {
    return this.wanted.collapse ? this.collapse.greatest(this.lastAt) : undefined;
  }

  line(at: number): Line | undefined {
    return at < this.first ? undefined : this.lines[at - this.base];
  }

  /** Rows that would be on the list now, oldest first. */
  rows(): Traffic[] {
    return this.ring.toArray().filter((row) => this.fits(row));
  }

  find(seq: number): number {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.line(middle)?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  look(wanted: Pick<Look, "noise" | "collapse" | "unrolled">): void {
    this.wanted = wanted;
    this.sift();
  }

  /** `until`: id of the newest row that is still for the list, also if it comes only now. */
  hold(still: boolean, until: number): void {
    if (still === (this.still !== null)) return;
    this.waiting = 0;
    this.still = still ? { rows: this.ring.toArray(), until } : null;
    if (!still) this.sift();
  }

  /** Forgets all rows; the counts stay. */
  clear(): void {
    this.ring.clear();
    this.noise = 0;
    this.waiting = 0;
    if (this.still) this.still.rows = [];
    this.sift();
  }

  add(row: Traffic): void {
    const old = this.ring.push(row);
    if (old) {
      this.evicted++;
      if (isNoise(old)) this.noise--;
      if (!this.still) this.letGo(old);
    }
    if (isNoise(row)) this.noise++;
    if (this.still && row.id <= this.still.until) this.still.rows.push(row);
    if (!this.fits(row)) return;
    if (this.still && row.id > this.still.until) this.waiting++;
    else this.append(row);
  }

  private fits(row: Traffic): boolean {
    return this.wanted.noise || !isNoise(row);
  }

  private append(row: Traffic): void {
    this.lastAt = row.at;
    const next = this.end;
    const at = this.wanted.collapse ? this.collapse.place(row, next) : next;
    const line = at < next ? this.line(at) : undefined;
    if (line) this.lines[at - this.base] = joined(line, row);
    else this.lines.push({ at: next, seq: row.id, count: 1, row });
  }

  /** Lines whose newest row has gone go with it. */
  private letGo(old: Traffic): void {
    while (this.first < this.end && (this.line(this.first)?.seq ?? 0) <= old.id) this.first++;
    if (this.first - this.base < HELD) return;
    this.lines = this.lines.slice(this.first - this.base);
    this.base = this.first;
  }

  /** Makes the lines anew from everything that is held, or was when it was held still. */
  private sift(): void {
    this.lines = [];
    this.base = 0;
    this.first = 0;
    this.view++;
    this.collapse = new Collapse(this.wanted.unrolled);
    for (const row of this.still?.rows ?? this.ring.toArray()) if (this.fits(row)) this.append(row);
  }
}
