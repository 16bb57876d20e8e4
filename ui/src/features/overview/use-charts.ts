//! The charts of a span, drawn for the room that they have, and drawn again while somebody looks at them.

import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useState } from "react";
import { usePlace } from "../../api/context";
import { at } from "../../api/queries/at";
import type { Charts } from "../../api/queries/charts";
import type { Span } from "../../api/types";
import { useQueries } from "../../api/use-queries";
import { useStore } from "../../lib/store";
import { shownTheme } from "../../lib/theme";
import { layout } from "./model";

export const HEIGHT = 148;

/** Not sooner than this is something new to be seen. */
const AGAIN_MS: Record<Span, number> = { "5m": 2_000, "1h": 10_000, "24h": 60_000 };

/** What has just happened is in the series once its second is over. */
const COUNTED_MS = 1_200;

/** Time passes also where nothing happens. */
const IDLE_MS = 10_000;

/** The size has come to rest. */
const RESIZED_MS = 150;

export function useCharts(span: Span, box: RefObject<HTMLElement | null>) {
  const { server, stream } = usePlace();
  const theme = useStore(shownTheme);
  const client = useQueryClient();
  const { width, seen } = useRoom(box);
  const { columns, widths } = layout(width);
  const query: UseQueryResult<Charts> = useQuery({
    ...useQueries().charts({ span, theme, widths, height: HEIGHT }),
    // Once in any case: whoever comes to it finds it there.
    enabled: ({ state }) => width > 0 && (seen || state.data === undefined),
    refetchInterval: Math.max(AGAIN_MS[span], IDLE_MS),
    // Until it is drawn as it is wanted now: as it was before, if it is of this server.
    placeholderData: (before, drawn) => (drawn?.queryKey[0] === server ? before : undefined),
  });
  useEffect(() => {
    if (!seen) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let drawn = 0;
    const draw = () => {
      timer = undefined;
      drawn = performance.now();
      if (!document.hidden) void client.invalidateQueries({ queryKey: at(server, "charts", span) });
    };
    const undo = stream.on("counters", () => {
      timer ??= setTimeout(draw, Math.max(COUNTED_MS, drawn + AGAIN_MS[span] - performance.now()));
    });
    return () => {
      clearTimeout(timer);
      undo();
    };
  }, [stream, client, server, span, seen]);
  return { query, columns };
}

/** How wide it is, once that has come to rest, and whether it is on screen. */
function useRoom(box: RefObject<HTMLElement | null>) {
  const [width, setWidth] = useState(0);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const measure = () => setWidth(Math.floor(element.clientWidth));
    measure();
    const resized = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(measure, RESIZED_MS);
    });
    const shown = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting ?? false));
    resized.observe(element);
    shown.observe(element);
    return () => {
      clearTimeout(timer);
      resized.disconnect();
      shown.disconnect();
    };
  }, [box]);
  return { width, seen };
}
