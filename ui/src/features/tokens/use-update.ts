import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import type { Token, UpdateToken } from "../../api/types";
import { useQueries } from "../../api/use-queries";
import { tailOf } from "../../lib/token-tail";

/** Puts what the server answered on screen, before it tells of the change itself. */
export function useShowToken(): (token: Token) => void {
  const { app } = usePlace();
  const client = useQueryClient();
  const queries = useQueries();
  return (token) => {
    client.setQueryData(queries.tokenByTail(app.id, tailOf(token.id)).queryKey, token);
    void client.invalidateQueries({ queryKey: queries.tokenAccess(app.id, token.id).queryKey });
  };
}

/** Reads a token's grants again, and what it may do with them. */
export function useReadGrants(token: string): () => Promise<unknown> {
  const { app } = usePlace();
  const client = useQueryClient();
  const queries = useQueries();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: queries.tokenGrants(app.id, token).queryKey }),
      client.invalidateQueries({ queryKey: queries.tokenAccess(app.id, token).queryKey }),
    ]);
}

/** Changes a token. */
export function useUpdateToken(token: string) {
  const { api, app } = usePlace();
  const show = useShowToken();
  const client = useQueryClient();
  const { queryKey } = useQueries().tokenStates(app.id, token);
  return useMutation({
    mutationFn: (body: UpdateToken) =>
      ask(
        api.PATCH("/admin/v1/apps/{app}/tokens/{token}", { params: { path: { app: app.id, token } }, body }),
      ),
    onSuccess: (changed) => {
      show(changed);
      return client.invalidateQueries({ queryKey });
    },
  });
}
