//! Newest at the bottom: the list follows until somebody reads further up, and says how much came meanwhile.

import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import type { LiveSnapshot } from "./model";

/** Height of a row in px. */
export const ROW = 28;

export interface Follow {
  following: boolean;
  /** Rows that came since the list stopped following. */
  fresh: number;
  jump: () => void;
  stop: () => void;
  onScroll: () => void;
}

export function useFollow(scroller: RefObject<HTMLDivElement | null>, snapshot: LiveSnapshot): Follow {
  const [left, setLeft] = useState<{ total: number; sifted: number } | null>(null);
  const following = left === null;
  const total = snapshot.rows + snapshot.passed;
  const before = useRef(snapshot);
  const latest = useRef({ following, total, sifted: snapshot.sifted });
  latest.current = { following, total, sifted: snapshot.sifted };

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const previous = before.current;
    before.current = snapshot;
    if (!element) return;
    if (latest.current.following) toEnd();
    // What one reads stays where it is while rows leave at the front.
    else if (snapshot.sifted === previous.sifted && snapshot.passed > previous.passed) {
      element.scrollTop -= (snapshot.passed - previous.passed) * ROW;
    }
  }, [snapshot, scroller, toEnd]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const watcher = new ResizeObserver(() => {
      if (latest.current.following) toEnd();
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [scroller, toEnd]);

  const stop = useCallback(() => {
    setLeft((held) => held ?? { total: latest.current.total, sifted: latest.current.sifted });
  }, []);
  const jump = useCallback(() => {
    setLeft(null);
    toEnd();
  }, [toEnd]);
  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - ROW / 2;
    if (atEnd) setLeft(null);
    else stop();
  }, [scroller, stop]);

  const fresh = left && left.sifted === snapshot.sifted ? Math.max(total - left.total, 0) : 0;
  return { following, fresh, jump, stop, onScroll };
}
