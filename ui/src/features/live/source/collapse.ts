//! Floods: messages of the same channel and event that come faster than anybody reads make one line per second.

import type { Line, Traffic } from "../../../api/types";
import type { Flood } from "./source";

/** So many a second are a flood. */
export const FLOOD = 50;

/** Channels and events that are counted at a time; far more than can flood at once. */
const MOST = 1000;

interface Run {
  second: number;
  count: number;
  /** In the second before. */
  before: number;
  /** Number of the line that this second's messages are in. */
  line: number | undefined;
}

const keyOf = (channel: string, event: string) => JSON.stringify([channel, event]);

/** What a line would have to be unrolled by; nothing if it never collapses. */
export function floodOf(row: Traffic): Flood | undefined {
  return row.kind === "message" && row.channel != null ? [row.channel, row.event ?? ""] : undefined;
}

export class Collapse {
  private readonly runs = new Map<string, Run>();
  private readonly spared: Set<string>;

  constructor(unrolled: readonly Flood[]) {
    this.spared = new Set(unrolled.map(([channel, event]) => keyOf(channel, event)));
  }

  /** Number of the line that a row belongs in, which is `next` if it begins one. */
  place(row: Traffic, next: number): number {
    const flood = floodOf(row);
    const key = flood && keyOf(...flood);
    if (key === undefined || this.spared.has(key)) return next;
    const run = this.runOf(key, Math.floor(row.at / 1000));
    run.count++;
    if (run.before < FLOOD && run.count <= FLOOD) return next;
    run.line ??= next;
    return run.line;
  }

  /** Messages in the last whole second of the greatest flood; nothing if there is none. */
  greatest(at: number): number | undefined {
    const second = Math.floor(at / 1000);
    let most = 0;
    for (const run of this.runs.values()) {
      if (run.second === second) most = Math.max(most, run.count, run.before);
      else if (run.second === second - 1) most = Math.max(most, run.count);
    }
    return most > FLOOD ? most : undefined;
  }

  private runOf(key: string, second: number): Run {
    const known = this.runs.get(key);
    if (known?.second === second) return known;
    const before = known?.second === second - 1 ? known.count : 0;
    if (!known && this.runs.size >= MOST) this.prune(second);
    const run = { second, count: 0, before, line: undefined };
    this.runs.set(key, run);
    return run;
  }

  private prune(second: number): void {
    for (const [key, run] of this.runs) if (run.second < second - 1) this.runs.delete(key);
    if (this.runs.size >= MOST) this.runs.clear();
  }
}

/** A line with one more row in it. */
export function joined(line: Line, row: Traffic): Line {
  return { ...line, seq: row.id, count: line.count + 1, row };
}
