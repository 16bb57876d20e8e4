//! Gathers what the palette offers: verbs of the page, pages, apps, servers, and objects that the server finds.

import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouteContext, useRouter } from "@tanstack/react-router";
import { useDeferredValue, useMemo } from "react";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import { useQueries } from "../../api/use-queries";
import { shortcuts, type Verb } from "../../lib/shortcuts";
import { strings } from "../../lib/strings";
import { shell } from "../../lib/strings/shell";
import { type Theme, theme } from "../../lib/theme";
import { endOf, tailOf } from "../../lib/token-tail";
import { chosenApp, chosenServer } from "../chosen";
import { pages } from "../pages";
import type { Entry } from "./entries";

/** Objects of each kind that the server is asked for. */
const FOUND = 6;

const themes: Theme[] = ["light", "dark", "system"];

/** Verbs of the page as they were when the palette was opened: it binds none itself. */
export function useVerbs(): Verb[] {
  return useMemo(() => shortcuts.verbs(), []);
}

export function useEntries(typed: string): { entries: Entry[]; searching: boolean } {
  const { app } = usePlace();
  const { servers, server } = useRouteContext({ from: "__root__" });
  const apps = useQuery(useQueries().apps()).data;
  const navigate = useNavigate();
  const verbs = useVerbs();
  const found = useFound(useDeferredValue(typed.trim()));

  const entries = useMemo<Entry[]>(() => {
    const isPage = new Set(pages.map((page) => shell.goTo(page.label)));
    return [
      ...verbs
        .filter((verb) => !isPage.has(verb.label))
        .map(
          (verb): Entry => ({
            id: `verb ${verb.label}`,
            group: "verbs",
            label: verb.label,
            keys: verb.keys[0],
            run: verb.run,
          }),
        ),
      ...pages.map(
        (page): Entry => ({
          id: `page ${page.to}`,
          group: "pages",
          label: shell.goTo(page.label),
          keys: page.keys,
          run: () => void navigate({ to: page.to }),
        }),
      ),
      ...(apps ?? [])
        .filter((one) => one.id !== app.id)
        .map(
          (one): Entry => ({
            id: `app ${one.id}`,
            group: "apps",
            label: shell.switchTo(one.name),
            about: one.id,
            run: () => chosenApp.set(one.id),
          }),
        ),
      ...servers
        .filter((one) => one.id !== server.id)
        .map(
          (one): Entry => ({
            id: `server ${one.id}`,
            group: "servers",
            label: shell.switchTo(one.name),
            run: () => chosenServer.set(one.id),
          }),
        ),
      ...themes.map(
        (one): Entry => ({
          id: `theme ${one}`,
          group: "settings",
          label: shell.theme(strings.top.themes[one]),
          run: () => theme.set(one),
        }),
      ),
    ];
  }, [verbs, apps, servers, server.id, app.id, navigate]);

  return { entries: [...entries, ...(found.data ?? [])], searching: found.isFetching };
}

/** Channels, tokens and connections that have the text in their name. */
function useFound(text: string) {
  const { api, app, server } = usePlace();
  const { history } = useRouter();
  const open = (page: string, id: string) => () => history.push(`/${page}/${encodeURIComponent(id)}`);
  return useQuery({
    queryKey: [server, "palette", app.id, text],
    enabled: text !== "",
    // What was found for another text stays on screen until this is here.
    placeholderData: (before) => before,
    gcTime: 10_000,
    staleTime: 5_000,
    queryFn: async (): Promise<Entry[]> => {
      const params = { path: { app: app.id }, query: { search: text, limit: FOUND } };
      const [channels, tokens, connections] = await Promise.all([
        ask(api.GET("/admin/v1/apps/{app}/channels", { params })),
        ask(api.GET("/admin/v1/apps/{app}/tokens", { params })),
        ask(api.GET("/admin/v1/apps/{app}/connections", { params })),
      ]);
      return [
        ...channels.items.map(
          ({ name, visibility }): Entry => ({
            id: `channel ${name}`,
            group: "channels",
            label: name,
            about: strings.channels.visibility[visibility],
            run: open("channels", name),
          }),
        ),
        ...tokens.items.map(
          ({ id, name }): Entry => ({
            id: `token ${id}`,
            group: "tokens",
            label: name ?? endOf(id),
            about: endOf(id),
            run: open("tokens", tailOf(id)),
          }),
        ),
        ...connections.items.map(
          ({ id, who, address }): Entry => ({
            id: `connection ${id}`,
            group: "connections",
            label: who.label,
            about: address,
            run: open("connections", id),
          }),
        ),
      ];
    },
  });
}
