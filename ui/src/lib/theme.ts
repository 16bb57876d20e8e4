//! Light, dark, or like the system: set on <html> before the first paint.

import { remembered } from "./store";

export type Theme = "light" | "dark" | "system";

const THEMES: Theme[] = ["light", "dark", "system"];

export const theme = remembered<Theme>("switchboard.theme", "system", (value) => THEMES.includes(value));

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function apply() {
  const chosen = theme.get();
  const shown = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.theme = shown;
}

apply();
theme.subscribe(apply);
dark.addEventListener("change", apply);
