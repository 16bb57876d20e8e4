import type { QueryKey } from "@tanstack/react-query";

/** Keys start with the server, then the tag by which it tells of changes: `["embedded", "channels:project_1"]`. */
export function at(server: string, tag: string, ...rest: string[]): QueryKey {
  return [server, tag, ...rest];
}
