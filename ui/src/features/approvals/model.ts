//! Who waits, for how long, and how an answer reads.

import type { Approval, JournalEntry } from "../../api/types";
import { span } from "../../lib/format";
import { strings } from "../../lib/strings";

const text = strings.approvals;

/** Milliseconds that are left. Counted from when the list was read: the server's clock may differ from ours. */
export function left(approval: Approval, readAt: number, now: number): number {
  // The ticking clock may stand a little before the moment of reading.
  const passed = Math.max(now - readAt, 0);
  return Math.min(Math.max(approval.left_ms - passed, 0), approval.total_ms);
}

/** Seconds as a person counts them: 1 until the very end, then 0. */
export function seconds(leftMs: number): number {
  return Math.ceil(leftMs / 1000);
}

/** The most urgent first. */
export function byDeadline(approvals: Approval[]): Approval[] {
  return [...approvals].sort((a, b) => a.left_ms - b.left_ms || a.id.localeCompare(b.id));
}

/** How long a yes holds: "this time", "for 1 h", "for good". Of a no, nothing. */
export function holds(entry: JournalEntry): string {
  if (entry.outcome !== "allowed" || !entry.term) return "";
  if (entry.term !== "duration") return text.termWords[entry.term];
  return entry.duration_ms ? `${text.termWords.duration} ${span(entry.duration_ms)}` : "";
}

/** After the card under the keys has gone by itself, keys do nothing for so long: they were meant for that one. */
export const SETTLE_MS = 700;

/** The card that keys act on: the focused one, else the first. */
export function aimOf(ids: string[], focused: string | undefined): string | undefined {
  return focused !== undefined && ids.includes(focused) ? focused : ids[0];
}

/** Notices when the card under the keys has changed by itself. */
export class Aim {
  private at: string | undefined;
  private settled = 0;
  private readonly answered = new Set<string>();

  /** Call with every list that is shown. */
  see(ids: string[], at: string | undefined, now: number): void {
    const lost = this.at !== undefined && !ids.includes(this.at) && !this.answered.has(this.at);
    if (lost && at !== undefined) this.settled = now + SETTLE_MS;
    this.at = at;
  }

  /** The user has answered this one: that it goes is no surprise. */
  answer(id: string): void {
    this.answered.add(id);
  }

  /** May a key act now? */
  steady(now: number): boolean {
    return now >= this.settled;
  }
}
