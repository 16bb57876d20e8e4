import { useMemo } from "react";
import { usePlace } from "./context";
import { type Queries, queriesOf } from "./queries";

/** What can be read of the server in view. */
export function useQueries(): Queries {
  const { api, server } = usePlace();
  return useMemo(() => queriesOf(api, server), [api, server]);
}
