//! One list as somebody works with it: held still or not, what is selected, compared and marked. It outlives the page, so
//! that who comes back finds it as it was.

import type { Line } from "../../api/types";
import { type Readable, Store } from "../../lib/store";
import type { Source } from "./source/source";

/** Rows that can be marked for an export. */
export const MOST_MARKED = 1000;

export interface PaneState {
  /** Held still by a button. */
  paused: boolean;
  /** Held still because somebody reads further up. */
  reading: boolean;
  selected: Line | null;
  /** The details of the selected line are open. */
  open: boolean;
  /** What the next one is to be compared with. */
  compared: Line | null;
  /** The two that are compared now. */
  comparing: readonly [Line, Line] | null;
  /** By the number of their row. */
  marked: ReadonlyMap<number, Line>;
  facets: boolean;
}

const fresh: PaneState = {
  paused: false,
  reading: false,
  selected: null,
  open: false,
  compared: null,
  comparing: null,
  marked: new Map(),
  facets: false,
};

export class Pane implements Readable<PaneState> {
  readonly source: Source;
  /** Number of the line at the upper edge, with a fraction; where the list is scrolled to when it does not follow. */
  top = 0;
  private readonly state = new Store<PaneState>(fresh);
  /** The line that is to be selected as soon as it is here. */
  private coming: { at: number; open: boolean; stop: () => void } | undefined;

  constructor(source: Source) {
    this.source = source;
  }

  get = this.state.get;
  subscribe = this.state.subscribe;

  pause(paused: boolean): void {
    this.become({ paused });
  }

  read(reading: boolean): void {
    if (reading !== this.get().reading) this.become({ reading });
  }

  /** Goes on with the newest. */
  follow(): void {
    this.become({ paused: false, reading: false });
  }

  /** Where a step goes from: the selected line, or the one that is on its way to be. */
  get at(): number | undefined {
    return this.coming?.at ?? this.get().selected?.at;
  }

  /** Selects the line with this number, at once or when it has been fetched, unless something else is selected first. */
  go(at: number, arrived: (line: Line) => void = () => undefined): void {
    const open = this.coming?.open ?? this.get().open;
    this.coming?.stop();
    this.coming = undefined;
    const take = () => {
      const line = this.source.line(at);
      if (!line) return false;
      arrived(line);
      this.select(line, this.coming?.open ?? open);
      return true;
    };
    if (take()) return;
    // In another view the number stands for another line.
    const { view } = this.source.get();
    const stop = this.source.subscribe(() => {
      if (this.source.get().view === view) {
        take();
      } else {
        stop();
        this.coming = undefined;
      }
    });
    this.coming = { at, open, stop };
  }

  select(selected: Line | null, open = this.get().open): void {
    this.coming?.stop();
    this.coming = undefined;
    this.become({ selected, open: open && selected !== null });
  }

  /** Opens the details of the selected line, or of the one that is on its way to be; or closes them. */
  show(open: boolean): void {
    if (this.coming) this.coming.open = open;
    this.become({ open: open && this.get().selected !== null });
  }

  facets(facets: boolean): void {
    this.become({ facets });
  }

  /** Remembers the selected line, or compares it with the one that is remembered. */
  compare(): void {
    const { selected, compared } = this.get();
    if (!selected) return;
    if (compared && compared.seq !== selected.seq) this.become({ comparing: [compared, selected] });
    else this.become({ compared: compared ? null : selected });
  }

  endCompare(): void {
    this.become({ comparing: null, compared: null });
  }

  /** Marks lines, or takes the mark away; false if there are too many. */
  mark(lines: readonly Line[], marked = true): boolean {
    const all = new Map(this.get().marked);
    for (const line of lines) {
      if (!marked) all.delete(line.seq);
      else if (all.size < MOST_MARKED || all.has(line.seq)) all.set(line.seq, line);
      else return false;
    }
    this.become({ marked: all });
    return true;
  }

  unmark(): void {
    this.become({ marked: new Map() });
  }

  private become(change: Partial<PaneState>): void {
    const next = { ...this.get(), ...change };
    this.state.set(next);
    this.source.hold(next.paused || next.reading);
  }
}
