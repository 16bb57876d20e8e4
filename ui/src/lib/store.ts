//! A value that views can watch, for state that lives outside React.

import { useSyncExternalStore } from "react";

export interface Readable<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
}

export class Store<T> implements Readable<T> {
  private value: T;
  private readonly listeners = new Set<() => void>();

  constructor(value: T) {
    this.value = value;
  }

  get = (): T => this.value;

  set = (value: T): void => {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of this.listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export function useStore<T>(store: Readable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** A store that outlives the window, in the browser's own storage. */
export function remembered<T extends string | number>(
  key: string,
  fallback: T,
  valid: (value: T) => boolean,
): Store<T> {
  let start = fallback;
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
    if (kept !== null && typeof kept === typeof fallback && valid(kept)) start = kept;
  } catch {
    // Storage can be switched off; the choice then holds for this window only.
  }
  const store = new Store<T>(start);
  store.subscribe(() => {
    try {
      localStorage.setItem(key, JSON.stringify(store.get()));
    } catch {
      // As above.
    }
  });
  return store;
}
