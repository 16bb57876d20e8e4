//! What is open at the bottom of the window; whoever wants opens a part of it.

import { Store } from "./store";

export type DockTab = "message" | "sent" | "saved" | "simulated";

export interface DockState {
  open: boolean;
  tab: DockTab;
}

const state = new Store<DockState>({ open: false, tab: "message" });

export const dock = {
  get: state.get,
  subscribe: state.subscribe,
  show: (tab: DockTab) => state.set({ open: true, tab }),
  close: () => state.set({ ...state.get(), open: false }),
  toggle: () => state.set({ ...state.get(), open: !state.get().open }),
};
