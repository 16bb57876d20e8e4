//! Light, dark, or like the system: set on <html> before the first paint.

import { remembered, Store } from "./store";

export type Theme = "light" | "dark" | "system";

const THEMES: Theme[] = ["light", "dark", "system"];

export const theme = remembered<Theme>("switchboard.theme", "system", (value) => THEMES.includes(value));

/** What the choice comes to. */
export const shownTheme = new Store<"light" | "dark">("light");

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function apply() {
  const chosen = theme.get();
  const shown = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.theme = shown;
  shownTheme.set(shown);
}

apply();
theme.subscribe(apply);
dark.addEventListener("change", apply);
