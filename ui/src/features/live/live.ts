//! The live view of one server, for as long as the window shows it: its tabs, and a pane behind each of them.

import { rememberedValue } from "../../lib/remembered";
import { Store } from "../../lib/store";
import type { Carrier } from "../../platform";
import { Pane } from "./pane";
import { Recorded } from "./source/recorded";
import { everything, type Flood, type Look, type Source } from "./source/source";
import { Streamed } from "./source/streamed";
import {
  activeOf,
  keptOf,
  type OpenFile,
  oneTab,
  readTabs,
  stepped,
  type Tab,
  type Tabs,
  withLook,
  withoutTab,
  withTab,
} from "./tabs";

export class Live {
  readonly tabs: Store<Tabs>;
  private readonly panes = new Map<number, Pane>();
  private readonly open: (capture: string | undefined) => Source;
  private started = false;

  /** `open`: where the lines of a capture come from, or of the server if none is named. */
  constructor(open: (capture: string | undefined) => Source, begun: Tabs = oneTab) {
    this.open = open;
    this.tabs = new Store(begun);
  }

  /** Takes part from now on. */
  start(): void {
    if (this.started) return;
    this.started = true;
    for (const tab of this.tabs.get().all) this.paneOf(tab).source.start();
  }

  paneOf(tab: Tab): Pane {
    let pane = this.panes.get(tab.id);
    if (!pane) {
      const source = this.open(tab.file?.id);
      source.look(tab.look);
      if (this.started) source.start();
      pane = new Pane(source);
      this.panes.set(tab.id, pane);
    }
    return pane;
  }

  /** Opens a tab with the look of the active one. */
  add(): void {
    const { noise, collapse } = activeOf(this.tabs.get()).look;
    this.tabs.set(withTab(this.tabs.get(), { ...everything, noise, collapse }));
  }

  addFile(file: OpenFile): void {
    this.tabs.set(withTab(this.tabs.get(), everything, file));
  }

  close(id: number): void {
    this.panes.get(id)?.source.stop();
    this.panes.delete(id);
    this.tabs.set(withoutTab(this.tabs.get(), id));
  }

  activate(id: number): void {
    if (this.tabs.get().active !== id) this.tabs.set({ ...this.tabs.get(), active: id });
  }

  step(by: number): void {
    this.tabs.set(stepped(this.tabs.get(), by));
  }

  split(split: boolean): void {
    if (split && this.tabs.get().all.length < 2) this.add();
    this.tabs.set({ ...this.tabs.get(), split });
  }

  look(id: number, change: Partial<Look>): void {
    this.tabs.set(withLook(this.tabs.get(), id, change));
    const tab = this.tabs.get().all.find((one) => one.id === id);
    if (tab) this.panes.get(id)?.source.look(tab.look);
  }

  unroll(tab: Tab, flood: Flood): void {
    this.look(tab.id, { unrolled: [...tab.look.unrolled, flood] });
  }
}

const lives = new WeakMap<Carrier, Map<string, Live>>();

/** The one of a server; it outlives the page that shows it. */
export function liveOf(carrier: Carrier, server: string): Live {
  const all = lives.get(carrier) ?? new Map<string, Live>();
  lives.set(carrier, all);
  let live = all.get(server);
  if (!live) {
    live = begin(carrier, server);
    all.set(server, live);
  }
  return live;
}

function begin(carrier: Carrier, server: string): Live {
  const kept = rememberedValue<unknown>(`switchboard.live.tabs.${server}`, null, (value) => value);
  const open = (capture = server) =>
    carrier.desktop ? new Recorded(carrier, capture) : new Streamed(carrier, server);
  const live = new Live(open, readTabs(kept.get()) ?? oneTab);
  live.tabs.subscribe(() => kept.set(keptOf(live.tabs.get())));
  return live;
}
