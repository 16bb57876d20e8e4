//! Tokens of an app, and what belongs to one of them.

import { queryOptions } from "@tanstack/react-query";
import { isClient } from "../../lib/token-tail";
import { type Api, ask } from "../client";
import { asApiError } from "../error";
import type { Token, TokenKind } from "../types";
import { at } from "./at";
import { PAGE, pagesOf } from "./pages";

/** Channels that a field offers. */
const OFFERED = 50;

/** Former states that a token's page offers. */
const VERSIONS = 50;

/** What a token may do hangs on much that is told under other tags; while it is shown it is read again so often. */
const ACCESS_MS = 5000;

const DAY_MS = 86_400_000;

/** Tokens with the same end that are told apart. */
const NAMESAKES = 20;

export function tokenQueries(api: Api, server: string) {
  return {
    /** What has the text in its name or id, newest first; tokens, clients or both. */
    tokenPages: (app: string, search: string, kind?: TokenKind) =>
      pagesOf(at(server, `tokens:${app}`, "pages", kind ?? "all", search), (after) =>
        ask(
          api.GET("/admin/v1/apps/{app}/tokens", {
            params: {
              path: { app },
              query: {
                limit: PAGE,
                ...(kind ? { kind } : {}),
                ...(search ? { search } : {}),
                ...(after ? { after } : {}),
              },
            },
          }),
        ),
      ),
    /** The client of this id, or the token whose id ends like this; `null` if there is none. */
    tokenByTail: (app: string, tail: string) =>
      queryOptions({
        queryKey: at(server, `tokens:${app}`, "tail", tail),
        queryFn: async (): Promise<Token | null> => {
          if (isClient(tail)) {
            const path = { app, token: tail };
            return ask(api.GET("/admin/v1/apps/{app}/tokens/{token}", { params: { path } })).catch(
              (thrown: unknown) => {
                const error = asApiError(thrown);
                if (error.code === "NOT_FOUND") return null;
                throw error;
              },
            );
          }
          const query = { search: tail, limit: NAMESAKES };
          const found = await ask(
            api.GET("/admin/v1/apps/{app}/tokens", { params: { path: { app }, query } }),
          );
          return found.items.find((token) => token.id.endsWith(tail)) ?? null;
        },
      }),
    /** A signed credential for a client that holds for a day; a new one when it is half over. */
    minted: (app: string, dialect: string, client: string, role: string) =>
      queryOptions({
        // Another secret of the app makes another one.
        queryKey: at(server, "apps", app, "minted", dialect, client, role),
        queryFn: () =>
          ask(
            api.POST("/admin/v1/apps/{app}/mint", {
              params: { path: { app } },
              body: { dialect, kind: "jwt", client, role, expires_in_ms: DAY_MS },
            }),
          ),
        staleTime: DAY_MS / 2,
        refetchInterval: DAY_MS / 2,
      }),
    tokenStates: (app: string, token: string) =>
      queryOptions({
        queryKey: at(server, `tokens:${app}`, "states", token),
        queryFn: () =>
          ask(
            api.GET("/admin/v1/apps/{app}/tokens/{token}/states", {
              params: { path: { app, token }, query: { limit: VERSIONS } },
            }),
          ),
      }),
    tokenConnections: (app: string, token: string) =>
      queryOptions({
        queryKey: at(server, `connections:${app}`, "token", token),
        queryFn: () =>
          ask(api.GET("/admin/v1/apps/{app}/connections", { params: { path: { app }, query: { token } } })),
      }),
    /** Every grant that is given or taken back is a line of the journal. */
    tokenGrants: (app: string, token: string) =>
      queryOptions({
        queryKey: at(server, "journal", "grants", app, token),
        queryFn: () =>
          ask(api.GET("/admin/v1/apps/{app}/grants", { params: { path: { app }, query: { token } } })),
      }),
    /** What the token may do in each channel. */
    tokenAccess: (app: string, token: string) =>
      queryOptions({
        queryKey: at(server, `tokens:${app}`, "access", token),
        queryFn: () => ask(api.POST("/admin/v1/inspect", { body: { text: token, app } })),
        staleTime: 0,
        refetchInterval: ACCESS_MS,
      }),
    channelNames: (app: string, search: string) =>
      queryOptions({
        queryKey: at(server, `channels:${app}`, "names", search),
        queryFn: () =>
          ask(
            api.GET("/admin/v1/apps/{app}/channels", {
              params: { path: { app }, query: { limit: OFFERED, ...(search ? { search } : {}) } },
            }),
          ),
      }),
  };
}
