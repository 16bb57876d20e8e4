//! Long lists, read page by page as they are looked at.

import { infiniteQueryOptions, type QueryKey } from "@tanstack/react-query";

/** One page as every list of the API answers it. */
export interface PageOf<T> {
  items: T[];
  /** All that match, on all pages. */
  total: number;
  /** `after` of the next page. */
  next?: string | null | undefined;
}

/** Rows of one page: the most that the API gives. */
export const PAGE = 1000;

/** What changes without a word of the server, such as rates, is read again so often; the more pages, the less often. */
const AGAIN_MS = 2000;

export function pagesOf<T>(queryKey: QueryKey, read: (after: string | undefined) => Promise<PageOf<T>>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: (query) => AGAIN_MS * Math.max(query.state.data?.pages.length ?? 1, 1),
  });
}
