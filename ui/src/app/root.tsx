//! From nothing to a place: which server, is it there, which app.

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { apiFor, ask } from "../api/client";
import { PlaceProvider } from "../api/context";
import { asApiError } from "../api/error";
import { followChanges, queriesOf } from "../api/queries";
import { AdminStream } from "../api/stream";
import type { Server } from "../api/types";
import { complain, Toasts } from "../components/toast";
import { shortcuts } from "../lib/shortcuts";
import { useStore } from "../lib/store";
import { APP, type Carrier } from "../platform";
import { Boot, KeyDoor, NoApp } from "./boot";
import { chosenApp, chosenServer } from "./chosen";
import { router } from "./router";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The server tells what has changed; nothing is stale by itself.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      networkMode: "always",
      retry: false,
    },
    mutations: { networkMode: "always" },
  },
});

/** How often a server that is starting is looked at. */
const STARTING_MS = 150;

export function Root({ carrier }: { carrier: Carrier }) {
  useEffect(() => {
    window.addEventListener("keydown", shortcuts.handle);
    return () => window.removeEventListener("keydown", shortcuts.handle);
  }, []);
  return (
    <QueryClientProvider client={client}>
      <Servers carrier={carrier} />
      <Toasts />
    </QueryClientProvider>
  );
}

function Servers({ carrier }: { carrier: Carrier }) {
  const app = useMemo(() => apiFor(carrier, APP), [carrier]);
  const servers = useQuery({
    queryKey: [APP, "servers"],
    queryFn: () => ask(app.GET("/app/v1/servers")),
    refetchInterval: (query) =>
      query.state.data?.servers.some((server) => server.status.status === "starting") ? STARTING_MS : false,
  });
  usePainted(carrier);

  const chosen = useStore(chosenServer);
  const all = servers.data?.servers ?? [];
  const server = all.find((one) => one.id === chosen) ?? all[0];
  if (servers.error) {
    return <Boot error={asApiError(servers.error)} retry={() => void servers.refetch()} />;
  }
  if (!server || server.status.status === "starting") return <Boot server={server} />;
  if (server.status.status === "failed") {
    const error = { code: "SERVER_FAILED", message: server.status.message };
    const path = { server: server.id };
    const start = () =>
      ask(app.POST("/app/v1/servers/{server}/start", { params: { path } }))
        .catch((thrown: unknown) => complain(asApiError(thrown)))
        .then(() => servers.refetch());
    return <Boot server={server} error={error} retry={() => void start()} />;
  }
  return <OneServer key={server.id} carrier={carrier} server={server} servers={all} />;
}

function OneServer({ carrier, server, servers }: { carrier: Carrier; server: Server; servers: Server[] }) {
  const api = useMemo(() => apiFor(carrier, server.id), [carrier, server.id]);
  const stream = useMemo(() => new AdminStream(carrier, server.id), [carrier, server.id]);
  const queries = useMemo(() => queriesOf(api, server.id), [api, server.id]);
  const apps = useQuery(queries.apps());
  const chosen = useStore(chosenApp);
  const ready = apps.data !== undefined;
  const error = apps.error ? asApiError(apps.error) : undefined;
  // While a key is tried the error is gone for a moment; the door stays, with what is typed in it.
  const [asked, setAsked] = useState(false);
  const locked = error?.status === 401 && carrier.takeKey !== undefined;
  if (locked && !asked) setAsked(true);

  useEffect(() => {
    if (!ready) return;
    const undo = followChanges(client, server.id, stream);
    stream.start();
    return () => {
      undo();
      stream.stop();
    };
  }, [ready, server.id, stream]);

  if (!apps.data) {
    if (locked || (asked && !error)) {
      const give = (key: string) => {
        carrier.takeKey?.(key);
        void apps.refetch();
      };
      return <KeyDoor error={error} give={give} />;
    }
    return <Boot server={server} error={error} retry={() => void apps.refetch()} />;
  }
  const app = apps.data.find((one) => one.id === chosen) ?? apps.data[0];
  if (!app) {
    const create = (name: string) =>
      ask(api.POST("/admin/v1/apps", { body: { name } })).then(() => client.invalidateQueries());
    return <NoApp server={server} create={create} />;
  }
  return (
    <PlaceProvider place={{ api, carrier, stream, server: server.id, app, switchApp: chosenApp.set }}>
      <RouterProvider router={router} context={{ server, servers }} />
    </PlaceProvider>
  );
}

/** Tells the shell once that the first frame is on screen. */
function usePainted(carrier: Carrier) {
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (told) return;
        told = true;
        const api = apiFor(carrier, APP);
        // Only a measurement hangs on it.
        void api.POST("/app/v1/painted", { body: { ms: performance.now() } }).catch(() => undefined);
      }),
    );
    return () => cancelAnimationFrame(frame);
  }, [carrier]);
}

let told = false;
