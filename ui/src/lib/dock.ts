//! What is open at the bottom of the window; whoever wants opens a part of it.

import { Store } from "./store";

/** Of what is open, in px, and of the line of tabs at its top. */
export const DOCK_HEIGHT = 316;
export const DOCK_TABS = 36;

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
