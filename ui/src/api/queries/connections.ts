//! Connections of an app, one of them, and those that were refused.

import { queryOptions } from "@tanstack/react-query";
import { type Api, ask } from "../client";
import { at } from "./at";
import { PAGE, pagesOf } from "./pages";

/** Connections that a field offers. */
const OFFERED = 20;

/** Refusals that are shown. */
const REFUSALS = 1000;

/** Latency and queue of a connection change without a word of the server. */
const AGAIN_MS = 2000;

export interface ConnectionFilter {
  search: string;
  token?: string | undefined;
  channel?: string | undefined;
}

export function connectionQueries(api: Api, server: string) {
  return {
    connectionPages: (app: string, { search, token, channel }: ConnectionFilter) =>
      pagesOf(at(server, `connections:${app}`, "pages", search, token ?? "", channel ?? ""), (after) =>
        ask(
          api.GET("/admin/v1/apps/{app}/connections", {
            params: {
              path: { app },
              query: {
                limit: PAGE,
                ...(search ? { search } : {}),
                ...(token ? { token } : {}),
                ...(channel ? { channel } : {}),
                ...(after ? { after } : {}),
              },
            },
          }),
        ),
      ),
    /** The newest that have the text in what is known of them. */
    connectionNames: (app: string, search: string) =>
      queryOptions({
        queryKey: at(server, `connections:${app}`, "names", search),
        queryFn: () =>
          ask(
            api.GET("/admin/v1/apps/{app}/connections", {
              params: { path: { app }, query: { limit: OFFERED, ...(search ? { search } : {}) } },
            }),
          ),
      }),
    connection: (app: string, connection: string) =>
      queryOptions({
        queryKey: at(server, `connections:${app}`, "one", connection),
        queryFn: () =>
          ask(
            api.GET("/admin/v1/apps/{app}/connections/{connection}", {
              params: { path: { app, connection } },
            }),
          ),
        refetchInterval: (query) => (query.state.data?.connection ? AGAIN_MS : false),
      }),
    refusals: (app: string) =>
      queryOptions({
        queryKey: at(server, "refusals", app),
        queryFn: () => ask(api.GET("/admin/v1/refusals", { params: { query: { app, limit: REFUSALS } } })),
      }),
  };
}
