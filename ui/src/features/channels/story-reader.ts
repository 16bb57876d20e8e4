//! Reads a channel's story: pages of the history when they are asked for, and the stream all along.

import type { History } from "../../api/types";
import type { Readable } from "../../lib/store";
import { begun, type Line, nothing, type Story, withLive, withNewer, withOlder } from "./story";

/** Messages of one page. */
export const PAGE = 200;

/** Part of the history, as the API takes it. */
export interface Part {
  before?: number;
  after?: number;
  since?: string;
}

export interface Told {
  story: Story;
  /** The first page is here. */
  begun: boolean;
  busy: "begin" | "older" | "newer" | undefined;
  error: unknown;
}

export class StoryReader implements Readable<Told> {
  private told: Told = { story: nothing, begun: false, busy: undefined, error: undefined };
  private readonly watchers = new Set<() => void>();
  /** Came live while the first page was on its way. */
  private early: Line[] = [];
  /** Answers to what was asked before the list began anew are no longer wanted. */
  private round = 0;
  private readonly read: (part: Part) => Promise<History>;
  private readonly kept: boolean;

  /** `kept`: the channel keeps its messages. */
  constructor(read: (part: Part) => Promise<History>, kept: boolean) {
    this.read = read;
    this.kept = kept;
  }

  get = (): Told => this.told;

  subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Begins with the newest messages. */
  async latest(): Promise<void> {
    await this.begin({}, () => true);
  }

  /** Begins with the messages of an instant (RFC 3339) or later; true if there are any. */
  since(instant: string): Promise<boolean> {
    return this.begin({ since: instant }, (page) => page.messages.length > 0);
  }

  async older(): Promise<void> {
    const first = this.told.story.lines[0]?.position;
    if (first === undefined || this.told.busy) return;
    const page = await this.ask("older", { before: first });
    if (page) this.become({ story: withOlder(this.told.story, page) });
  }

  async newer(): Promise<void> {
    if (this.told.busy) return;
    const page = await this.ask("newer", { after: this.end() });
    if (!page) return;
    this.become({ story: withNewer(this.told.story, page) });
    if (this.told.story.hole !== undefined) await this.newer();
  }

  /** Takes in what the stream brought. */
  live(lines: readonly Line[]): void {
    if (lines.length === 0) return;
    if (!this.told.begun || this.told.busy === "begin") {
      this.early.push(...lines);
      return;
    }
    const story = withLive(this.told.story, lines, this.kept);
    if (story === this.told.story) return;
    this.become({ story });
    if (story.hole !== undefined) void this.newer();
  }

  /** The stream was down: what came meanwhile is read. */
  resume(): void {
    if (!this.told.begun) void this.latest();
    else if (this.kept && this.told.story.tail) void this.newer();
  }

  /** Begins anew with a page, if it will do. */
  private async begin(part: Part, will: (page: History) => boolean): Promise<boolean> {
    const page = await this.ask("begin", part);
    const taken = page !== undefined && will(page);
    if (taken) this.become({ story: begun(page), begun: true });
    if (!this.told.begun || this.told.busy) return taken;
    const early = this.early;
    this.early = [];
    this.live(early);
    return taken;
  }

  /** One page; nothing if it failed, or if the list has begun anew meanwhile. */
  private async ask(busy: NonNullable<Told["busy"]>, part: Part): Promise<History | undefined> {
    const round = busy === "begin" ? ++this.round : this.round;
    this.become({ busy, error: undefined });
    try {
      const page = await this.read(part);
      if (round !== this.round) return undefined;
      this.become({ busy: undefined });
      return page;
    } catch (error) {
      if (round === this.round) this.become({ busy: undefined, error });
      return undefined;
    }
  }

  private end(): number {
    return this.told.story.lines.at(-1)?.position ?? 0;
  }

  private become(change: Partial<Told>): void {
    this.told = { ...this.told, ...change };
    for (const watcher of this.watchers) watcher();
  }
}
