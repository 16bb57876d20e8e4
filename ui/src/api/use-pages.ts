import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { pagesOf } from "./queries/pages";

/** Rows that are loaded at most: all of them are read again when something has changed. */
export const MOST = 20_000;

export interface Rows<T> {
  /** Those that are loaded; nothing before the first page is here. */
  rows: readonly T[] | undefined;
  /** All that match. */
  total: number;
  error: unknown;
  retry: () => void;
  /** There are more than are ever loaded. */
  bounded: boolean;
  /** Loads the next page, if there is one. */
  more: () => void;
}

/** The rows of a long list. `all` loads pages without being asked: an order needs to know them. */
export function usePages<T>(options: ReturnType<typeof pagesOf<T>>, all = false): Rows<T> {
  const query = useInfiniteQuery(options);
  const { data, hasNextPage, isFetching, fetchNextPage, refetch } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  const full = (rows?.length ?? 0) >= MOST;
  const wanted = all && hasNextPage && !isFetching && !full;
  useEffect(() => {
    if (wanted) void fetchNextPage();
  }, [wanted, fetchNextPage]);
  return {
    rows,
    total: data?.pages.at(-1)?.total ?? 0,
    error: query.error,
    retry: () => void refetch(),
    bounded: full && hasNextPage,
    more: () => {
      if (hasNextPage && !isFetching && !full) void fetchNextPage();
    },
  };
}
