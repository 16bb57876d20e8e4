//! Where the view's lines come from: what the app has recorded, or what a server tells a browser tab. The view knows only
//! this; lines are numbered, and a number stands for the same line as long as `view` stays.

import type { CaptureFormat, Facets, FilterRead, FilterText, Line } from "../../../api/types";
import type { Readable } from "../../../lib/store";

/** A flood that is not collapsed: channel and event. */
export type Flood = [channel: string, event: string];

/** What is shown, and how. */
export interface Look {
  filter: string;
  /** Heartbeats and the server's own traffic too. */
  noise: boolean;
  collapse: boolean;
  unrolled: readonly Flood[];
}

export const everything: Look = { filter: "", noise: false, collapse: true, unrolled: [] };

export interface Told {
  /** `failed`: it never opened, and is not tried again by itself. `lost`: it is tried again. */
  phase: "loading" | "open" | "lost" | "failed";
  reason: string | undefined;
  /** Changes when lines are numbered anew. */
  view: number;
  /** Number of the oldest line, and of the one after the newest that is shown. */
  first: number;
  end: number;
  /** Lines that came since the list is held still. */
  waiting: number;
  /** Older lines may still be found. */
  looking: boolean;
  /** Rows that the filter matches; more than lines where floods are collapsed. */
  matched: number;
  /** Of those that it would match, noise. */
  hidden: number;
  captured: number;
  lost: number;
  /** Rows that had to go for newer ones. */
  removed: number;
  /** Rows a second, lately. */
  rate: number;
  bytes: number | undefined;
  /** Rows a second of the greatest flood that is collapsed now. */
  flood: number | undefined;
  /** Why nothing is recorded at the moment. */
  trouble: string | undefined;
}

export const nothingTold: Told = {
  phase: "loading",
  reason: undefined,
  view: 0,
  first: 0,
  end: 0,
  waiting: 0,
  looking: true,
  matched: 0,
  hidden: 0,
  captured: 0,
  lost: 0,
  removed: 0,
  rate: 0,
  bytes: undefined,
  flood: undefined,
  trouble: undefined,
};

export interface ExportWish {
  format: CaptureFormat;
  /** Only these; everything that matches if absent. */
  lines?: readonly Line[] | undefined;
}

export interface Exported {
  rows: number;
  path: string | undefined;
}

/** A file on its way. */
export interface Export {
  /** Nothing if it was cancelled. */
  done: Promise<Exported | undefined>;
  cancel(): void;
}

export interface Source extends Readable<Told> {
  /** Files it can write. */
  readonly formats: readonly CaptureFormat[];
  /** Takes part from now on; until `stop`. */
  start(): void;
  stop(): void;
  look(wanted: Look): void;
  /** Holds the list still, or lets it go on: what comes meanwhile is taken in all the same. */
  hold(still: boolean): void;
  /** The line with this number, if it is here; else it is fetched, and watchers hear of it. */
  line(at: number): Line | undefined;
  /** Number of the line that has this row, or the next newer one. */
  find(seq: number): Promise<number>;
  facets(): Promise<Facets>;
  read(text: FilterText): Promise<FilterRead>;
  /** Removes all rows. Counts of what was lost stay. */
  clear(): Promise<void>;
  export(wish: ExportWish, progress: (done: number, total: number) => void): Export;
  /** Tries again at once. */
  retry(): void;
}
