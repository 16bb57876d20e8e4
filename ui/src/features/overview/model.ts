//! What the charts show, how they share the room, and where in them one points at.

import { FIGURES } from "../../api/queries/charts";
import type { Chart, Figure, Span } from "../../api/types";
import { strings } from "../../lib/strings";

export interface OverviewSearch {
  /** How far the charts go back; absent: five minutes. */
  span?: Span;
}

export const SPANS: Span[] = ["5m", "1h", "24h"];

export function overviewSearch(raw: Record<string, unknown>): OverviewSearch {
  const span = SPANS.find((one) => one === raw.span);
  return span && span !== "5m" ? { span } : {};
}

/** Between charts, in pixels. */
export const GAP = 24;

/** Narrower ones are no pleasure to read. */
const NARROW = 280;

/** What the server draws. */
const WIDTHS = { least: 160, most: 2000 };

/** How many stand side by side in so many pixels, and how wide each is; the last one takes what is left of its row. */
export function layout(width: number): { columns: number; widths: Record<Figure, number> } {
  const columns = Math.min(3, Math.max(1, Math.floor((width + GAP) / (NARROW + GAP))));
  const one = (width - (columns - 1) * GAP) / columns;
  const left = columns - ((FIGURES.length - 1) % columns);
  const widths = FIGURES.map((figure, at) => {
    const cells = at === FIGURES.length - 1 ? left : 1;
    const pixels = Math.floor(cells * one + (cells - 1) * GAP);
    return [figure, Math.min(WIDTHS.most, Math.max(WIDTHS.least, pixels))];
  });
  return { columns, widths: Object.fromEntries(widths) as Record<Figure, number> };
}

/** The step that is nearest to a place across the picture. */
export function stepAt({ plot, at }: Chart, x: number): number {
  const part = (x - plot.left) / plot.width;
  return Math.min(at.length - 1, Math.max(0, Math.round(part * (at.length - 1))));
}

/** Where in the picture a step is. */
export function placeOf({ plot, at }: Chart, step: number): number {
  return plot.left + (step / Math.max(1, at.length - 1)) * plot.width;
}

/** The step that ends at this time; nothing if the chart does not show it. */
export function stepOf({ at }: Chart, time: number | undefined): number | undefined {
  const step = time === undefined ? -1 : at.indexOf(time);
  return step < 0 ? undefined : step;
}

/** The newest step with a value. */
export function newest({ lines }: Chart): number | undefined {
  const last = Math.max(-1, ...lines.map(({ values }) => values.findLastIndex((value) => value != null)));
  return last < 0 ? undefined : last;
}

const few = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A value with its unit: 0.44 ms · 1,204 messages/s */
export function withUnit(value: number | null | undefined, unit: string): string {
  if (value == null) return strings.charts.notMeasured;
  const counted = value === 1 && unit === "connections" ? strings.charts.connection : unit;
  return `${(value < 1000 ? few : whole).format(value)} ${counted}`;
}

/** What a chart says of a step, in words; the names of its lines if there are several. */
export function told({ lines, unit }: Chart, step: number): string {
  if (lines.every(({ values }) => values[step] == null)) return strings.charts.notMeasured;
  return lines
    .map(({ name, values }) => `${lines.length > 1 ? `${name} ` : ""}${withUnit(values[step], unit)}`)
    .join(" · ");
}

/** Where a key leads from a step; nothing if it leads nowhere. */
export function stepBy(key: string, step: number, last: number): number | undefined {
  const far = Math.max(1, Math.round(last / 10));
  const by: Record<string, number> = {
    ArrowLeft: step - 1,
    ArrowRight: step + 1,
    PageDown: step - far,
    PageUp: step + far,
    Home: 0,
    End: last,
  };
  const next = by[key];
  return next === undefined ? undefined : Math.min(last, Math.max(0, next));
}

/** switchboard-report-2026-01-31.html, by the local day. */
export function reportName(now: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `switchboard-report-${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}.html`;
}
