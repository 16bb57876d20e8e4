//! Which rows of a long list are drawn.

/** Height of a row in px, unless a list says otherwise. */
export const ROW = 28;

/** Rows drawn beyond the edges, so that a quick scroll meets no gap. */
const BEYOND = 6;

export interface Stretch {
  /** First row drawn. */
  first: number;
  /** The row after the last one drawn. */
  end: number;
}

/**
 * The rows around the part in view. A list that follows is looked at from its end, wherever the last scroll event
 * saw it: many rows may have come since.
 */
export function stretchOf({
  rows,
  top,
  height,
  following = false,
  row = ROW,
}: {
  rows: number;
  /** Scrolled so far, in px. */
  top: number;
  /** Of the part in view, in px. */
  height: number;
  following?: boolean;
  /** Height of a row, in px. */
  row?: number;
}): Stretch {
  const last = Math.max(rows * row - height, 0);
  const from = Math.floor((following ? last : Math.min(top, last)) / row) - BEYOND;
  const span = Math.ceil(height / row) + 1 + 2 * BEYOND;
  return { first: Math.max(from, 0), end: Math.min(Math.max(from, 0) + span, rows) };
}
