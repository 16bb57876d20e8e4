//! One ticking clock for everything on screen that shows time going by.

import { useSyncExternalStore } from "react";

const listeners = new Map<number, { now: number; all: Set<() => void>; timer: number }>();

function watch(every: number, listener: () => void): () => void {
  let entry = listeners.get(every);
  if (!entry) {
    const fresh = { now: Date.now(), all: new Set<() => void>(), timer: 0 };
    fresh.timer = window.setInterval(() => {
      fresh.now = Date.now();
      for (const one of fresh.all) one();
    }, every);
    listeners.set(every, fresh);
    entry = fresh;
  }
  const { all, timer } = entry;
  all.add(listener);
  return () => {
    all.delete(listener);
    if (all.size === 0) {
      window.clearInterval(timer);
      listeners.delete(every);
    }
  };
}

/** The wall clock in ms, refreshed every `every` ms while the component is shown. */
export function useNow(every: number): number {
  return useSyncExternalStore(
    (listener) => watch(every, listener),
    () => listeners.get(every)?.now ?? Math.floor(Date.now() / every) * every,
  );
}
