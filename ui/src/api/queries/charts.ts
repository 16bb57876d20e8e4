//! What was counted, as pictures: all charts of one span together, so that they show the same time.

import { queryOptions } from "@tanstack/react-query";
import { type Api, ask } from "../client";
import type { Chart, Figure, Span } from "../types";
import { at } from "./at";

/** In the order in which they are shown. */
export const FIGURES: Figure[] = ["connections", "messages", "deliveries", "refusals", "latency"];

export interface Drawing {
  span: Span;
  theme: "light" | "dark";
  /** Of each chart, in pixels. */
  widths: Record<Figure, number>;
  height: number;
}

export type Charts = Record<Figure, Chart>;

/** What was drawn for another size stays no longer than this. */
const KEPT_MS = 10_000;

export function chartQueries(api: Api, server: string) {
  return {
    charts: ({ span, theme, widths, height }: Drawing) =>
      queryOptions({
        queryKey: at(server, "charts", span, theme, Object.values(widths).join(), String(height)),
        gcTime: KEPT_MS,
        queryFn: async () => {
          const drawn = FIGURES.map(async (figure) => {
            const query = { span, theme, width: widths[figure], height, offset: utcOffset() };
            const chart = await ask(
              api.GET("/admin/v1/charts/{figure}", { params: { path: { figure }, query } }),
            );
            return [figure, chart];
          });
          return Object.fromEntries(await Promise.all(drawn)) as Charts;
        },
      }),
  };
}

/** Minutes that this clock is ahead of UTC. */
export function utcOffset(): number {
  return -new Date().getTimezoneOffset();
}
