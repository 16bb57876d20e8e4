//! Filters that were saved under a name, app by app.

import { fieldsOf, listOf, rememberedValue, textOf } from "../../lib/remembered";
import type { Store } from "../../lib/store";

export interface Saved {
  name: string;
  filter: string;
}

export const MOST_SAVED = 50;
const MOST_NAME = 60;
const MOST_FILTER = 500;

export function readSaved(kept: unknown): Saved[] {
  return listOf(kept, MOST_SAVED, (item) => {
    const { name, filter } = fieldsOf(item);
    const known = { name: textOf(name, MOST_NAME), filter: textOf(filter, MOST_FILTER) };
    return known.name && known.filter ? (known as Saved) : undefined;
  });
}

/** With one more, newest first; one of the same name is replaced. */
export function withSaved(all: readonly Saved[], one: Saved): Saved[] {
  const name = one.name.trim().slice(0, MOST_NAME);
  const filter = one.filter.trim().slice(0, MOST_FILTER);
  return [{ name, filter }, ...without(all, name)].slice(0, MOST_SAVED);
}

export function without(all: readonly Saved[], name: string): Saved[] {
  return all.filter((one) => one.name !== name);
}

const stores = new Map<string, Store<readonly Saved[]>>();

/** Those of an app. */
export function savedOf(app: string): Store<readonly Saved[]> {
  let store = stores.get(app);
  if (!store) {
    store = rememberedValue<readonly Saved[]>(`switchboard.live.saved.${app}`, [], readSaved);
    stores.set(app, store);
  }
  return store;
}
