import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import type { App, UpdateApp } from "../../api/types";
import { useQueries } from "../../api/use-queries";

/** Changes an app; the list has it before the answer's `onSuccess`. */
export function useUpdateApp(app: App) {
  const { api } = usePlace();
  const client = useQueryClient();
  const { queryKey } = useQueries().apps();
  return useMutation({
    mutationFn: (body: UpdateApp) =>
      ask(api.PATCH("/admin/v1/apps/{app}", { params: { path: { app: app.id } }, body })),
    onSuccess: (changed) =>
      client.setQueryData(queryKey, (apps) => apps?.map((one) => (one.id === changed.id ? changed : one))),
  });
}
