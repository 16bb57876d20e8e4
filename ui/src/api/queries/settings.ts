//! How a server is set up, and what is kept beside its data.

import { queryOptions } from "@tanstack/react-query";
import { type Api, ask } from "../client";
import { at } from "./at";

export function settingsQueries(api: Api, server: string) {
  return {
    settings: () =>
      queryOptions({
        queryKey: at(server, "settings"),
        queryFn: () => ask(api.GET("/admin/v1/settings")),
      }),
    accessKeys: () =>
      queryOptions({ queryKey: at(server, "keys"), queryFn: () => ask(api.GET("/admin/v1/keys")) }),
    snapshots: () =>
      queryOptions({
        queryKey: at(server, "snapshots"),
        queryFn: () => ask(api.GET("/admin/v1/snapshots")),
      }),
  };
}

/** What the desktop itself says; `api` are the calls to it. */
export function desktopQueries(api: Api) {
  return {
    about: () => queryOptions({ queryKey: ["app", "about"], queryFn: () => ask(api.GET("/app/v1/about")) }),
    preferences: () =>
      queryOptions({ queryKey: ["app", "preferences"], queryFn: () => ask(api.GET("/app/v1/preferences")) }),
  };
}
