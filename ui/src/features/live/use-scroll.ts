//! Newest at the bottom: the list follows until somebody reads further up, and then it is held still. The place is a
//! number of lines; the scroll bar shows it, and moves it when it is dragged.

import { type RefObject, useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState } from "react";
import { innerHeight, lastTop, MOST_PX, scrolledTo, topOf } from "../../lib/long-scroll";
import { ROW } from "../../lib/stretch";
import type { Pane } from "./pane";
import type { Told } from "./source/source";

/** Rows drawn beyond the edges. */
const BEYOND = 2;

export interface Scroll {
  scroller: RefObject<HTMLDivElement | null>;
  height: number;
  width: number;
  /** Height of what scrolls, in px. */
  inner: number;
  /** Number of the line at the upper edge, with a fraction. */
  top: number;
  /** The lines to draw. */
  first: number;
  end: number;
  /** The line from which rows are placed. It stays while some of the drawn lines do, so that these do not move. */
  anchor: number;
  /** Which of the places on the sheet a line has: as many as are drawn are kept, and filled anew. */
  placeOf: (at: number) => number;
  /** The line at a height in the window, in px. */
  lineAt: (y: number) => number;
  onScroll: () => void;
  /** So many lines on. */
  by: (lines: number) => void;
  to: (line: number) => void;
  /** Brings a line into view. */
  reveal: (at: number) => void;
}

export function useScroll(pane: Pane, told: Told, reading: boolean): Scroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ height: 0, width: 0 });
  const [, draw] = useReducer((n: number) => n + 1, 0);
  /** Where the scroll bar was put by this side, and not by the user. */
  const own = useRef(0);
  const sheet = useRef({ from: 0, anchor: 0 });
  const extent = { rows: told.end - told.first, height: size.height };
  const last = told.first + lastTop(extent);
  const top = reading ? Math.min(Math.max(pane.top, told.first), last) : last;
  const latest = useRef({ extent, last, first: told.first, reading });
  latest.current = { extent, last, first: told.first, reading };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const { clientHeight: height, clientWidth: width } = element;
      setSize((was) => (was.height === height && was.width === width ? was : { height, width }));
    };
    look();
    const watcher = new ResizeObserver(look);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);

  useLayoutEffect(() => {
    pane.top = top;
    const element = scroller.current;
    if (!element) return;
    const wanted = scrolledTo(top - told.first, extent);
    if (Math.abs(element.scrollTop - wanted) >= 1) element.scrollTop = wanted;
    own.current = element.scrollTop;
  });

  const to = useCallback(
    (line: number) => {
      const { first, last } = latest.current;
      pane.top = Math.min(Math.max(line, first), last);
      pane.read(pane.top < last - 0.5);
      draw();
    },
    [pane],
  );
  const by = useCallback((lines: number) => to(pane.top + lines), [pane, to]);
  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element || Math.abs(element.scrollTop - own.current) < 1) return;
    own.current = element.scrollTop;
    to(latest.current.first + topOf(element.scrollTop, latest.current.extent));
  }, [to]);
  const reveal = useCallback(
    (at: number) => {
      const seen = latest.current.extent.height / ROW;
      if (at < pane.top) to(at);
      else if (at + 1 > pane.top + seen) to(at + 1 - seen);
    },
    [pane, to],
  );

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const { extent, reading } = latest.current;
      const long = extent.rows * ROW > MOST_PX;
      // The browser scrolls by itself where a pixel is a pixel, but not against a list that follows.
      const leaves = !reading && event.deltaY < 0 && extent.rows * ROW > extent.height;
      if (event.ctrlKey || event.deltaY === 0 || !(long || leaves)) return;
      event.preventDefault();
      const unit = event.deltaMode === 1 ? 1 : event.deltaMode === 2 ? extent.height / ROW : 1 / ROW;
      const lines = event.deltaY * unit;
      by(leaves ? Math.min(lines, -1) : lines);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [by]);

  const from = Math.max(Math.floor(top) - BEYOND, told.first);
  const count = Math.ceil(size.height / ROW) + 1 + 2 * BEYOND;
  const end = Math.min(from + count, told.end);
  // In a flood no line stays: then each place keeps its height, and only what it says is new.
  const { from: was, anchor: kept } = sheet.current;
  const far = Math.abs(from - was) >= count || Math.abs(from - kept) > MOST_PX / ROW;
  const anchor = far ? from : kept;
  sheet.current = { from, anchor };
  const placeOf = (at: number) => (((at - anchor) % count) + count) % count;
  const lineAt = (y: number) => {
    const upper = scroller.current?.getBoundingClientRect().top ?? 0;
    return Math.floor(top + (y - upper) / ROW);
  };
  return {
    scroller,
    ...size,
    inner: innerHeight(extent),
    top,
    first: from,
    end,
    anchor,
    placeOf,
    lineAt,
    onScroll,
    by,
    to,
    reveal,
  };
}
