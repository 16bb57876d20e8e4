//! A filter while somebody types it: read as it stands, a little after the last key, and applied as soon as it makes sense.

import { asApiError } from "../../api/error";
import type { Completion, FilterChip, FilterRead, FilterText } from "../../api/types";
import type { Scheduler } from "../../lib/frames";
import type { Readable } from "../../lib/store";

/** Typing settles for so long before the text is read. */
const SETTLED_MS = 120;

export interface DraftState {
  text: string;
  /** What was made of the text, or of what it was before the last keys. */
  read: FilterRead & { text: string };
  /** Why the text could not be read at all. */
  trouble: string | undefined;
}

const unread = { chips: [], completions: [] };

export class Draft implements Readable<DraftState> {
  private state: DraftState;
  private readonly watchers = new Set<() => void>();
  private readonly ask: (text: FilterText) => Promise<FilterRead>;
  private readonly apply: (filter: string) => void;
  private readonly scheduler: Pick<Scheduler, "after">;
  private cancel: (() => void) | undefined;
  /** Only the latest answer counts. */
  private round = 0;

  constructor(
    ask: (text: FilterText) => Promise<FilterRead>,
    apply: (filter: string) => void,
    scheduler: Pick<Scheduler, "after">,
    text: string,
  ) {
    this.ask = ask;
    this.apply = apply;
    this.scheduler = scheduler;
    this.state = { text, read: { ...unread, text: "" }, trouble: undefined };
    if (text !== "") void this.read(null);
  }

  get = (): DraftState => this.state;

  subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** The text changes, or the cursor in it. */
  type(text: string, cursor: number): void {
    this.become({ text });
    this.cancel?.();
    this.cancel = this.scheduler.after(SETTLED_MS, () => void this.read(cursor));
  }

  /** Another text at once, without completions. */
  set(text: string): void {
    if (text === this.state.text && text === this.state.read.text) return;
    this.become({ text });
    this.cancel?.();
    void this.read(null);
  }

  remove(chip: FilterChip): void {
    this.set(withoutPart(this.state.read.text, chip));
  }

  /** Writes a completion into the text; answers where the cursor is then. */
  complete({ text, from, to }: Completion): number {
    const before = this.state.read.text;
    const cursor = from + text.length;
    this.type(before.slice(0, from) + text + before.slice(to), cursor);
    return cursor;
  }

  private async read(cursor: number | null): Promise<void> {
    const { text } = this.state;
    const round = ++this.round;
    try {
      const read = await this.ask({ text, cursor });
      if (round !== this.round) return;
      this.become({ read: { ...read, text }, trouble: undefined });
      if (!read.error) this.apply(text);
    } catch (error) {
      if (round === this.round) this.become({ trouble: asApiError(error).message });
    }
  }

  private become(change: Partial<DraftState>): void {
    this.state = { ...this.state, ...change };
    for (const watcher of this.watchers) watcher();
  }
}

/** A filter without one of its parts, and without the blanks that would be left. */
export function withoutPart(text: string, { from, to }: { from: number; to: number }): string {
  const before = text.slice(0, from).trimEnd();
  const after = text.slice(to).trimStart();
  return before === "" || after === "" ? before + after : `${before} ${after}`;
}
