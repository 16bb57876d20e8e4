//! What the desktop around the dashboard can do, where there is one.

import { useMemo } from "react";
import { APP } from "../platform";
import { type Api, apiFor } from "./client";
import { usePlace } from "./context";

/** Calls to the desktop itself; absent in a browser. */
export function useDesktop(): Api | undefined {
  const { carrier } = usePlace();
  return useMemo(() => (carrier.desktop ? apiFor(carrier, APP) : undefined), [carrier]);
}
