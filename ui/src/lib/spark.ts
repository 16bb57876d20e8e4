//! A small curve, as the points of an SVG line.

/** Width and height of the drawing, in units of its own. */
export const SPARK = { width: 100, height: 20 };

/** Values from left to right, the newest at the right edge; the highest one touches the top. Room for `slots` of them. */
export function sparkPoints(values: readonly number[], slots: number): string {
  const shown = values.slice(-slots);
  const top = Math.max(1, ...shown);
  const step = SPARK.width / Math.max(1, slots - 1);
  const first = SPARK.width - (shown.length - 1) * step;
  return shown
    .map((value, at) => `${round(first + at * step)},${round(SPARK.height - (value / top) * SPARK.height)}`)
    .join(" ");
}

const round = (n: number) => Math.round(n * 100) / 100;
