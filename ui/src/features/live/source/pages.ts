//! A window onto the lines of a view: pages of them, fetched when they are looked at, the longest unseen let go. However
//! long the view is, this holds so many lines and no more.

import type { Line } from "../../../api/types";

export const PAGE = 200;
export const MOST_PAGES = 40;

/** Pages that are fetched at once, and that wait for their turn: who scrolls on no longer wants what he has passed. */
const AT_ONCE = 2;
const WAITING = 4;

interface Page {
  lines: Map<number, Line>;
  /** Numbers that were asked for already: what of them is not here is not there. */
  asked: { first: number; end: number } | undefined;
}

export class Pages {
  /** By number; the one looked at last comes last. */
  private readonly pages = new Map<number, Page>();
  private readonly asking = new Set<number>();
  private waiting: number[] = [];
  /** Answers to what was asked before a reset are of another view. */
  private round = 0;
  private bounds = { first: 0, end: 0 };
  private readonly ask: (from: number, count: number) => Promise<Line[]>;
  private readonly came: () => void;

  constructor(ask: (from: number, count: number) => Promise<Line[]>, came: () => void) {
    this.ask = ask;
    this.came = came;
  }

  /** The numbers that there are. */
  within(first: number, end: number): void {
    this.bounds = { first, end };
  }

  get(at: number): Line | undefined {
    const number = pageOf(at);
    const page = this.pages.get(number);
    if (page) this.touch(number, page);
    const line = page?.lines.get(at);
    if (line || at < this.bounds.first || at >= this.bounds.end) return line;
    const asked = page?.asked;
    if (!asked || at < asked.first || at >= asked.end) this.want(number);
    return undefined;
  }

  put(line: Line): void {
    const number = pageOf(line.at);
    const page = this.pages.get(number) ?? { lines: new Map<number, Line>(), asked: undefined };
    page.lines.set(line.at, line);
    this.touch(number, page);
  }

  /** The line if it is here; it is not fetched. */
  peek(at: number): Line | undefined {
    return this.pages.get(pageOf(at))?.lines.get(at);
  }

  /** Forgets the page of a line: it is fetched again when it is looked at. */
  forget(at: number): void {
    this.pages.delete(pageOf(at));
  }

  reset(): void {
    this.round++;
    this.pages.clear();
    this.asking.clear();
    this.waiting = [];
    this.bounds = { first: 0, end: 0 };
  }

  private touch(number: number, page: Page): void {
    this.pages.delete(number);
    this.pages.set(number, page);
    if (this.pages.size <= MOST_PAGES) return;
    for (const oldest of this.pages.keys()) {
      this.pages.delete(oldest);
      return;
    }
  }

  private want(number: number): void {
    if (this.asking.has(number) || this.waiting.includes(number)) return;
    this.waiting = [number, ...this.waiting].slice(0, WAITING);
    this.pump();
  }

  private pump(): void {
    while (this.asking.size < AT_ONCE) {
      const number = this.waiting.shift();
      if (number === undefined) return;
      void this.fetch(number);
    }
  }

  private async fetch(number: number): Promise<void> {
    const { round } = this;
    this.asking.add(number);
    const first = Math.max(number * PAGE, this.bounds.first);
    const end = Math.min((number + 1) * PAGE, this.bounds.end);
    try {
      const lines = await this.ask(first, end - first);
      if (round !== this.round) return;
      const page = this.pages.get(number) ?? { lines: new Map<number, Line>(), asked: undefined };
      for (const line of lines) page.lines.set(line.at, line);
      page.asked = { first, end };
      this.touch(number, page);
    } catch {
      // The view is gone, or the app is busy: asked again by whoever still looks at it when the next frame comes.
    }
    if (round !== this.round) return;
    this.asking.delete(number);
    this.pump();
    this.came();
  }
}

function pageOf(at: number): number {
  return Math.floor(at / PAGE);
}
