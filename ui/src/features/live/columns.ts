//! The columns of the list: which there are, how wide each is, and which have room.

import { fieldsOf, listOf, rememberedValue } from "../../lib/remembered";
import type { strings } from "../../lib/strings";

export type ColumnKey = keyof typeof strings.live.columns;

interface Column {
  key: ColumnKey;
  /** In px, until the user moves its edge. */
  width: number;
  align?: "right";
  /** Takes what the others leave; `width` is the least of it. */
  grows?: boolean;
  fixed?: boolean;
}

/** In the order in which they stand. */
export const columns: readonly Column[] = [
  { key: "time", width: 96 },
  { key: "direction", width: 16, fixed: true },
  { key: "kind", width: 104 },
  { key: "channel", width: 132 },
  { key: "event", width: 108 },
  { key: "who", width: 104 },
  { key: "app", width: 112 },
  { key: "dialect", width: 80 },
  { key: "connection", width: 132 },
  { key: "payload", width: 140, grows: true },
  { key: "size", width: 64, align: "right" },
  { key: "delivered", width: 72, align: "right" },
  { key: "latency", width: 68, align: "right" },
];

/** What gives way first where there is no room. */
const GIVES_WAY: ColumnKey[] = [
  "connection",
  "dialect",
  "app",
  "latency",
  "size",
  "delivered",
  "who",
  "event",
];

export const LEAST = 40;
export const MOST = 600;
/** How far a key moves an edge. */
export const STEP = 16;

/** Between two columns, and at both ends of a row, in px. */
const GAP = 12;
const ENDS = 26;

export interface ColumnChoice {
  widths: Partial<Record<ColumnKey, number>>;
  hidden: readonly ColumnKey[];
}

export const asDesigned: ColumnChoice = { widths: {}, hidden: ["app", "dialect", "connection"] };

export function readChoice(kept: unknown): ColumnChoice | undefined {
  const { v, widths, hidden } = fieldsOf(kept);
  if (v !== 1) return undefined;
  const choice: ColumnChoice = {
    widths: {},
    hidden: listOf(hidden, columns.length, (item) => columns.find(({ key }) => key === item)?.key),
  };
  for (const { key } of columns) {
    const width = fieldsOf(widths)[key];
    if (typeof width === "number" && width >= LEAST && width <= MOST) choice.widths[key] = width;
  }
  return choice;
}

/** One choice for all lists, kept from one window to the next. */
export const chosenColumns = rememberedValue<ColumnChoice & { v?: number }>(
  "switchboard.live.columns",
  asDesigned,
  readChoice,
);

export function chooseColumns(choice: ColumnChoice): void {
  chosenColumns.set({ v: 1, widths: choice.widths, hidden: choice.hidden });
}

export function widthOf(key: ColumnKey, { widths }: ColumnChoice): number {
  return widths[key] ?? columns.find((column) => column.key === key)?.width ?? LEAST;
}

export function withWidth(choice: ColumnChoice, key: ColumnKey, width: number): ColumnChoice {
  const fits = Math.round(Math.min(Math.max(width, LEAST), MOST));
  return { ...choice, widths: { ...choice.widths, [key]: fits } };
}

export function withShown(choice: ColumnChoice, key: ColumnKey, shown: boolean): ColumnChoice {
  const others = choice.hidden.filter((one) => one !== key);
  return { ...choice, hidden: shown ? others : [...others, key] };
}

export interface Fitted {
  shown: readonly Column[];
  /** Wanted, and left out because there is no room. */
  left: readonly ColumnKey[];
  /** As CSS has it. */
  template: string;
}

/** The columns that have room in a list of that width. */
export function fitted(choice: ColumnChoice, width: number): Fitted {
  let shown = columns.filter(({ key }) => !choice.hidden.includes(key));
  const left: ColumnKey[] = [];
  for (const key of GIVES_WAY) {
    if (needed(shown, choice) <= width) break;
    if (!shown.some((column) => column.key === key)) continue;
    shown = shown.filter((column) => column.key !== key);
    left.push(key);
  }
  const tracks = shown.map((column) =>
    column.grows ? `minmax(${column.width}px,1fr)` : `${widthOf(column.key, choice)}px`,
  );
  // Without the one that grows, what is left over stays empty at the end.
  if (!shown.some((column) => column.grows)) tracks.push("1fr");
  return { shown, left, template: tracks.join(" ") };
}

function needed(shown: readonly Column[], choice: ColumnChoice): number {
  const widths = shown.map((column) => (column.grows ? column.width : widthOf(column.key, choice)));
  return widths.reduce((sum, width) => sum + width + GAP, ENDS - GAP);
}
