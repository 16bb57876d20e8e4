//! What the user has chosen for this computer; there only with a desktop around the page.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import { useDesktop } from "../../api/desktop";
import { desktopQueries } from "../../api/queries/settings";
import type { Preferences } from "../../api/types";
import { APP } from "../../platform";

/** Calls to the desktop, for sections that are shown only where there is one. */
function useDesktopApi() {
  const desktop = useDesktop();
  if (!desktop) throw new Error("this section is for the desktop only");
  return desktop;
}

export function useAbout() {
  return useQuery(desktopQueries(useDesktopApi()).about());
}

export function usePreferences() {
  return useQuery(desktopQueries(useDesktopApi()).preferences());
}

/** Changes some of the preferences; the others stay. */
export function useChoose() {
  const api = useDesktopApi();
  const client = useQueryClient();
  const { queryKey, queryFn } = desktopQueries(api).preferences();
  return useMutation({
    // Read again, so that nothing is lost that was chosen elsewhere, such as in the tray.
    mutationFn: async (some: Partial<Preferences>) => {
      const now = await client.fetchQuery({
        queryKey,
        queryFn: queryFn as () => Promise<Preferences>,
        staleTime: 0,
      });
      return ask(api.PUT("/app/v1/preferences", { body: { ...now, ...some } }));
    },
    onSuccess: (chosen) => client.setQueryData(queryKey, chosen),
  });
}

/** Starts the app's own server again. */
export function useRestart() {
  const api = useDesktopApi();
  const { server } = usePlace();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ask(api.POST("/app/v1/servers/{server}/restart", { params: { path: { server } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: [APP, "servers"] }),
  });
}
