//! Channels of an app, and everything about one of them.

import { queryOptions } from "@tanstack/react-query";
import { type Api, ask } from "../client";
import { at } from "./at";
import { PAGE, pagesOf } from "./pages";

/** Former states that a channel's page offers. */
const VERSIONS = 100;

/** Tokens that a field offers. */
const OFFERED = 20;

export function channelQueries(api: Api, server: string) {
  const path = (app: string, channel: string) => ({ params: { path: { app, channel } } });
  const tag = (app: string, channel: string) => `channel:${app}/${channel}`;
  return {
    channelPages: (app: string, search: string) =>
      pagesOf(at(server, `channels:${app}`, "pages", search), (after) =>
        ask(
          api.GET("/admin/v1/apps/{app}/channels", {
            params: {
              path: { app },
              query: { limit: PAGE, ...(search ? { search } : {}), ...(after ? { after } : {}) },
            },
          }),
        ),
      ),
    /** What the server makes of a name, and of a token that would join; `mode` is the app's, on which it depends. */
    resolution: (app: string, name: string, mode: string, token?: string) =>
      queryOptions({
        queryKey: at(server, tag(app, name), "resolution", mode, token ?? ""),
        queryFn: () =>
          ask(
            api.POST("/admin/v1/apps/{app}/resolve", {
              params: { path: { app } },
              body: { name, ...(token ? { token } : {}) },
            }),
          ),
      }),
    presence: (app: string, channel: string) =>
      queryOptions({
        queryKey: at(server, tag(app, channel), "presence"),
        queryFn: () => ask(api.GET("/admin/v1/apps/{app}/channels/{channel}/presence", path(app, channel))),
      }),
    state: (app: string, channel: string) =>
      queryOptions({
        queryKey: at(server, tag(app, channel), "state"),
        queryFn: () => ask(api.GET("/admin/v1/apps/{app}/channels/{channel}/state", path(app, channel))),
      }),
    states: (app: string, channel: string) =>
      queryOptions({
        queryKey: at(server, tag(app, channel), "states"),
        queryFn: () =>
          ask(
            api.GET("/admin/v1/apps/{app}/channels/{channel}/states", {
              params: { path: { app, channel }, query: { limit: VERSIONS } },
            }),
          ),
      }),
    subscriptions: (app: string, channel: string) =>
      queryOptions({
        queryKey: at(server, tag(app, channel), "subscriptions"),
        queryFn: () =>
          ask(api.GET("/admin/v1/apps/{app}/channels/{channel}/subscriptions", path(app, channel))),
      }),
    /** Every grant that is given or taken back is a line of the journal. */
    channelGrants: (app: string, channel: string) =>
      queryOptions({
        queryKey: at(server, "journal", "grants", app, "in", channel),
        queryFn: () =>
          ask(api.GET("/admin/v1/apps/{app}/grants", { params: { path: { app }, query: { channel } } })),
      }),
    tokenNames: (app: string, search: string) =>
      queryOptions({
        queryKey: at(server, `tokens:${app}`, "names", search),
        queryFn: () =>
          ask(
            api.GET("/admin/v1/apps/{app}/tokens", {
              params: { path: { app }, query: { limit: OFFERED, ...(search ? { search } : {}) } },
            }),
          ),
      }),
  };
}
