//! The tabs of the live view: each with a look of its own, at least one, a few at most.

import { fieldsOf, listOf, textOf } from "../../lib/remembered";
import { strings } from "../../lib/strings";
import { everything, type Flood, type Look } from "./source/source";

export const MOST_TABS = 4;
const MOST_FILTER = 2000;
const MOST_UNROLLED = 50;

/** A capture file that a tab shows. */
export interface OpenFile {
  id: string;
  name: string;
  rows: number;
}

export interface Tab {
  /** Never given twice in a window. */
  id: number;
  look: Look;
  /** Absent: what is recorded of the server in view. */
  file?: OpenFile;
}

export interface Tabs {
  all: readonly Tab[];
  active: number;
  /** The active one and its neighbour side by side. */
  split: boolean;
}

export const oneTab: Tabs = { all: [{ id: 1, look: everything }], active: 1, split: false };

export function activeOf({ all, active }: Tabs): Tab {
  return all.find((tab) => tab.id === active) ?? all[0] ?? (oneTab.all[0] as Tab);
}

/** Those that are in view: two where the list is split and there are two. */
export function inView(tabs: Tabs, room: boolean): readonly Tab[] {
  const active = activeOf(tabs);
  if (!tabs.split || !room || tabs.all.length < 2) return [active];
  const at = tabs.all.indexOf(active);
  const from = Math.min(at, tabs.all.length - 2);
  return tabs.all.slice(from, from + 2);
}

export function withTab(tabs: Tabs, look: Look, file?: OpenFile): Tabs {
  if (tabs.all.length >= MOST_TABS) return tabs;
  const id = Math.max(...tabs.all.map((tab) => tab.id)) + 1;
  return { ...tabs, all: [...tabs.all, { id, look, ...(file ? { file } : {}) }], active: id };
}

/** Without a tab; the last one is emptied instead. */
export function withoutTab(tabs: Tabs, id: number): Tabs {
  const at = tabs.all.findIndex((tab) => tab.id === id);
  if (at < 0) return tabs;
  const rest = tabs.all.filter((tab) => tab.id !== id);
  if (rest.length === 0) return { ...oneTab, all: [{ id: id + 1, look: everything }], active: id + 1 };
  const next = rest[Math.min(at, rest.length - 1)] as Tab;
  return { ...tabs, all: rest, active: tabs.active === id ? next.id : tabs.active };
}

export function withLook(tabs: Tabs, id: number, change: Partial<Look>): Tabs {
  return {
    ...tabs,
    all: tabs.all.map((tab) => (tab.id === id ? { ...tab, look: { ...tab.look, ...change } } : tab)),
  };
}

/** So many tabs on, round and round. */
export function stepped(tabs: Tabs, by: number): Tabs {
  const at = tabs.all.findIndex((tab) => tab.id === tabs.active);
  const next = tabs.all[(at + by + tabs.all.length) % tabs.all.length];
  return next ? { ...tabs, active: next.id } : tabs;
}

export function titleOf({ file, look }: Tab): string {
  const filter = look.filter.trim() || strings.live.tabs.everything;
  return file ? `${file.name}: ${filter}` : filter;
}

/** What is kept for the next window: looks, and no files. */
export function keptOf(tabs: Tabs): unknown {
  const all = tabs.all.filter((tab) => !tab.file && tab.look.filter.length <= MOST_FILTER);
  const active = all.findIndex((tab) => tab.id === tabs.active);
  return { v: 1, all: all.map((tab) => tab.look), active: Math.max(active, 0), split: tabs.split };
}

export function readTabs(kept: unknown): Tabs | undefined {
  const { v, all, active, split } = fieldsOf(kept);
  if (v !== 1) return undefined;
  const read = listOf(all, MOST_TABS, readLook).map((look, at) => ({ id: at + 1, look }));
  if (read.length === 0) return undefined;
  const chosen = typeof active === "number" ? read[active] : undefined;
  return { all: read, active: chosen?.id ?? 1, split: split === true };
}

function readLook(kept: unknown): Look | undefined {
  const { filter, noise, collapse, unrolled } = fieldsOf(kept);
  const text = textOf(filter, MOST_FILTER);
  if (text === undefined) return undefined;
  return {
    filter: text,
    noise: noise === true,
    collapse: collapse !== false,
    unrolled: listOf(unrolled, MOST_UNROLLED, readFlood),
  };
}

function readFlood(kept: unknown): Flood | undefined {
  const [channel, event] = Array.isArray(kept) ? kept : [];
  return typeof channel === "string" && typeof event === "string" ? [channel, event] : undefined;
}
