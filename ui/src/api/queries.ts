//! What is read from a server, under the tags by which the server says that it has changed.

import { type QueryClient, type QueryKey, queryOptions } from "@tanstack/react-query";
import { type Api, ask } from "./client";
import { at } from "./queries/at";
import { channelQueries } from "./queries/channels";
import { chartQueries } from "./queries/charts";
import { connectionQueries } from "./queries/connections";
import { journeyQueries } from "./queries/journeys";
import { settingsQueries } from "./queries/settings";
import { tokenQueries } from "./queries/tokens";
import type { AdminStream } from "./stream";

/** How often the probe is repeated. Everything else is read again when the server says so. */
const PROBE_MS = 10_000;

/** How often what was counted over time is read again while somebody looks at it. */
const SERIES_MS = 2_000;

export function queriesOf(api: Api, server: string) {
  const path = (app: string, channel: string) => ({ params: { path: { app, channel } } });
  return {
    ...channelQueries(api, server),
    ...chartQueries(api, server),
    ...connectionQueries(api, server),
    ...journeyQueries(api, server),
    ...settingsQueries(api, server),
    ...tokenQueries(api, server),
    info: () => queryOptions({ queryKey: at(server, "info"), queryFn: () => ask(api.GET("/admin/v1/info")) }),
    probe: () =>
      queryOptions({
        queryKey: at(server, "probe"),
        queryFn: () => ask(api.POST("/admin/v1/probe")),
        refetchInterval: PROBE_MS,
      }),
    series: () =>
      queryOptions({
        queryKey: at(server, "series"),
        queryFn: () => ask(api.GET("/admin/v1/series", { params: { query: { span: "5m" } } })),
        refetchInterval: SERIES_MS,
      }),
    apps: () => queryOptions({ queryKey: at(server, "apps"), queryFn: () => ask(api.GET("/admin/v1/apps")) }),
    credentials: (app: string) =>
      queryOptions({
        queryKey: at(server, "apps", app, "credentials"),
        queryFn: () => ask(api.GET("/admin/v1/apps/{app}/credentials", { params: { path: { app } } })),
      }),
    tokens: (app: string) =>
      queryOptions({
        queryKey: at(server, `tokens:${app}`),
        queryFn: async () =>
          (await ask(api.GET("/admin/v1/apps/{app}/tokens", { params: { path: { app } } }))).items,
      }),
    channels: (app: string) =>
      queryOptions({
        queryKey: at(server, `channels:${app}`),
        queryFn: async () =>
          (await ask(api.GET("/admin/v1/apps/{app}/channels", { params: { path: { app } } }))).items,
      }),
    channel: (app: string, channel: string) =>
      queryOptions({
        queryKey: at(server, `channel:${app}/${channel}`),
        queryFn: () => ask(api.GET("/admin/v1/apps/{app}/channels/{channel}", path(app, channel))),
      }),
    approvals: () =>
      queryOptions({
        queryKey: at(server, "approvals"),
        queryFn: async () => {
          const approvals = await ask(api.GET("/admin/v1/approvals"));
          // Clocks differ: what is left counts from the moment it arrived here.
          return { approvals, readAt: Date.now() };
        },
      }),
    journal: () =>
      queryOptions({ queryKey: at(server, "journal"), queryFn: () => ask(api.GET("/admin/v1/journal")) }),
  };
}

export type Queries = ReturnType<typeof queriesOf>;

/** Changes are taken at once, and in a flood of them once in so many ms. */
export const CALM_MS = 300;

/** Reads again what the server says has changed; after a loss, everything. */
export function followChanges(
  client: Pick<QueryClient, "invalidateQueries">,
  server: string,
  stream: Pick<AdminStream, "on">,
): () => void {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const read = () => {
    timer = undefined;
    if (waiting.size === 0) return;
    for (const tag of waiting) void client.invalidateQueries({ queryKey: [server, tag] });
    waiting.clear();
    timer = setTimeout(read, CALM_MS);
  };
  const undo = [
    stream.on("changes", (tags) => {
      for (const tag of tags) waiting.add(tag);
      if (timer === undefined) read();
    }),
    // The probe is not something that is read: the first one is as good as a second.
    stream.on("opened", (again) => {
      const predicate = ({ queryKey }: { queryKey: QueryKey }) => again || queryKey[1] !== "probe";
      void client.invalidateQueries({ queryKey: [server], predicate });
    }),
  ];
  return () => {
    clearTimeout(timer);
    for (const one of undo) one();
  };
}
