//! What the key of this window may do. Verbs that would be refused are shown, and say why they are not to be had.

import { useQuery } from "@tanstack/react-query";
import { strings } from "../lib/strings";
import type { Scope } from "./types";
import { useQueries } from "./use-queries";

const order: Scope[] = ["read", "approve", "manage"];

/** Has a key of one scope what needs another? */
export function covers(has: Scope, needed: Scope): boolean {
  return order.indexOf(has) >= order.indexOf(needed);
}

export interface May {
  may: boolean;
  /** Why not, for `refused` of a button; absent if it may. */
  refused: string | undefined;
}

/** May the key of this window do what needs this scope? As long as that is not known, the server is left to say no. */
export function useMay(needed: Scope): May {
  const info = useQuery(useQueries().info()).data;
  const may = info === undefined || covers(info.scope, needed);
  return { may, refused: may ? undefined : strings.may.refused(info.scope, needed) };
}
