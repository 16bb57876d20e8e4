//! Choices of more than one word that outlive the window, in the browser's own storage. Bounded, and read with suspicion:
//! what another version has written, or somebody by hand, is as good as absent. No secrets.

import { Store } from "./store";

/** More than any choice needs; what is longer is not kept. */
const MOST_CHARS = 50_000;

/** A store that begins with what was kept, if `read` makes sense of it, and keeps every change. */
export function rememberedValue<T>(
  key: string,
  fallback: T,
  read: (kept: unknown) => T | undefined,
): Store<T> {
  const store = new Store<T>(load(key, read) ?? fallback);
  store.subscribe(() => {
    const text = JSON.stringify(store.get());
    if (text.length > MOST_CHARS) return;
    try {
      localStorage.setItem(key, text);
    } catch {
      // Storage can be full or switched off; the choice then holds for this window only.
    }
  });
  return store;
}

function load<T>(key: string, read: (kept: unknown) => T | undefined): T | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : read(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The fields of an object, for a `read` to look through; of anything else none. */
export function fieldsOf(kept: unknown): Record<string, unknown> {
  return typeof kept === "object" && kept !== null && !Array.isArray(kept)
    ? (kept as Record<string, unknown>)
    : {};
}

/** The items of a list that `read` makes sense of, at most `most` of them. */
export function listOf<T>(kept: unknown, most: number, read: (item: unknown) => T | undefined): T[] {
  if (!Array.isArray(kept)) return [];
  return kept
    .map(read)
    .filter((item) => item !== undefined)
    .slice(0, most);
}

export function textOf(kept: unknown, most: number): string | undefined {
  return typeof kept === "string" && kept.length <= most ? kept : undefined;
}
