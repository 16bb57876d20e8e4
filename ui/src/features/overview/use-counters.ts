import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { usePlace } from "../../api/context";
import type { Counters } from "../../api/types";
import { useQueries } from "../../api/use-queries";

/** The server's counts: at first as it tells them when asked, then as the stream brings them. */
export function useCounters(): Counters | undefined {
  const { stream } = usePlace();
  const [live, setLive] = useState<Counters>();
  useEffect(() => stream.on("counters", setLive), [stream]);
  // What was read on an earlier visit to the page is older than the stream that was missed since.
  const info = useQuery({ ...useQueries().info(), refetchOnMount: "always" });
  return live ?? info.data?.counters;
}
