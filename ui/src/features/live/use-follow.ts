//! Newest at the bottom: the list follows until somebody reads further up, and then it is held still.

import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from "react";
import { ROW, type Stretch, stretchOf } from "../../lib/stretch";
import type { Live, LiveSnapshot } from "./model";

export interface Follow {
  /** The rows to draw. */
  stretch: Stretch;
  jump: () => void;
  onScroll: () => void;
  /** Brings a row into view. */
  reveal: (index: number) => void;
}

export function useFollow(
  live: Live,
  scroller: RefObject<HTMLDivElement | null>,
  snapshot: LiveSnapshot,
): Follow {
  const [view, setView] = useState({ top: 0, height: 0 });
  const following = !snapshot.reading;

  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop: top, clientHeight: height } = element;
    setView((before) => (before.top === top && before.height === height ? before : { top, height }));
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    look();
    const watcher = new ResizeObserver(look);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [scroller, look]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: follows when there is more, and when the height changes
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && following) element.scrollTop = element.scrollHeight;
  }, [scroller, following, snapshot.rows, view.height]);

  // Who comes back to the page sees what is newest.
  useEffect(() => () => live.setReading(false), [live]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    look();
    live.setReading(element.scrollTop + element.clientHeight < element.scrollHeight - ROW / 2);
  }, [scroller, look, live]);

  const jump = useCallback(() => {
    live.setReading(false);
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [scroller, live]);

  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (!element) return;
      const top = index * ROW;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + ROW > element.scrollTop + element.clientHeight) {
        element.scrollTop = top + ROW - element.clientHeight;
      }
    },
    [scroller],
  );

  return { stretch: stretchOf({ rows: snapshot.rows, following, ...view }), jump, onScroll, reveal };
}
