//! The way of one message.

import { queryOptions } from "@tanstack/react-query";
import { type Api, ask } from "../client";
import type { Journey } from "../types";
import { at } from "./at";

/** A message that has not reached everybody is looked at again so often. */
const AGAIN_MS = 500;

/** Is something of it still to happen? */
export function underWay({ queued, kept, stored_us }: Journey): boolean {
  return queued > 0 || (kept && stored_us == null);
}

export function journeyQueries(api: Api, server: string) {
  return {
    journey: (event: number) =>
      queryOptions({
        queryKey: at(server, "journey", String(event)),
        queryFn: () => ask(api.GET("/admin/v1/journeys/{event}", { params: { path: { event } } })),
        refetchInterval: ({ state }) => (state.data && underWay(state.data) ? AGAIN_MS : false),
      }),
  };
}
