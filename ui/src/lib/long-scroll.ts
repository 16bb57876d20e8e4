//! Scrolling through more rows than a browser can be high. The place in the list is a number of rows, exact to a fraction;
//! the scroll bar only shows it, and in a very long list one of its pixels is more than one row.

import { ROW } from "./stretch";

/** Height of what scrolls, at most: browsers give up between 16 and 33 million px. */
export const MOST_PX = 8_000_000;

export interface Extent {
  /** Rows in the list. */
  rows: number;
  /** Height of the part in view, in px. */
  height: number;
}

/** Height of what scrolls, in px. */
export function innerHeight({ rows }: Extent): number {
  return Math.min(rows * ROW, MOST_PX);
}

/** Rows above the part in view when it is scrolled to the end. */
export function lastTop({ rows, height }: Extent): number {
  return Math.max(rows - height / ROW, 0);
}

/** Rows above the part in view, for where the scroll bar is. */
export function topOf(scrolled: number, extent: Extent): number {
  const way = innerHeight(extent) - extent.height;
  if (way <= 0) return 0;
  return Math.min(Math.max(scrolled / way, 0), 1) * lastTop(extent);
}

/** Where the scroll bar is, for so many rows above the part in view. */
export function scrolledTo(top: number, extent: Extent): number {
  const last = lastTop(extent);
  if (last === 0) return 0;
  return Math.min(Math.max(top / last, 0), 1) * Math.max(innerHeight(extent) - extent.height, 0);
}
