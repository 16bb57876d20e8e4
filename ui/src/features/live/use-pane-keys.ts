//! The keys of the list. Of two lists side by side only the active one hears them.

import { useShortcut } from "../../lib/shortcuts";
import { ROW } from "../../lib/stretch";
import { strings } from "../../lib/strings";
import type { PaneState } from "./pane";
import type { Scroll } from "./use-scroll";

const { verbs, ...text } = strings.live;

export interface PaneVerbs {
  filter: () => void;
  pause: () => void;
  follow: () => void;
  /** So many lines on; marks what is passed. */
  move: (by: number, mark?: boolean) => void;
  show: (open: boolean) => void;
  mark: () => void;
  compare: () => void;
  resend: (mode: "edit" | "resend") => void;
  unroll: () => void;
  menu: (what: "all" | "include" | "exclude") => void;
  export: () => void;
  noise: () => void;
  facets: () => void;
  openFile: (() => void) | null;
  clear: (() => void) | null;
  leave: (() => void) | null;
}

/** Keys for a row are bound also while none is selected: whoever types fast does not wait for the list to be drawn. */
export function usePaneKeys(
  active: boolean,
  state: PaneState,
  scroll: Scroll,
  first: number,
  on: PaneVerbs,
): void {
  const when = (is: boolean, run: () => void) => (active && is ? run : null);
  const { selected } = state;
  const sendable = selected?.row.kind === "message" || selected?.row.kind === "direct";
  const page = Math.max(Math.floor(scroll.height / ROW) - 1, 1);
  useShortcut("/", when(true, on.filter), verbs.filter);
  useShortcut("space", when(true, on.pause), state.paused ? text.resume : text.pause);
  useShortcut(
    "j, arrowdown",
    when(true, () => on.move(1)),
    verbs.next,
  );
  useShortcut(
    "k, arrowup",
    when(true, () => on.move(-1)),
    verbs.previous,
  );
  useShortcut(
    "pagedown",
    when(true, () => scroll.by(page)),
    verbs.pageDown,
  );
  useShortcut(
    "pageup",
    when(true, () => scroll.by(-page)),
    verbs.pageUp,
  );
  useShortcut("shift+g, end", when(true, on.follow), text.jumpOnly);
  useShortcut(
    "home",
    when(true, () => scroll.to(first)),
    text.oldest,
  );
  useShortcut(
    "enter",
    when(true, () => on.show(true)),
    verbs.open,
  );
  useShortcut("escape", active ? on.leave : null, verbs.close);
  useShortcut("c", when(true, on.compare), verbs.compare);
  useShortcut(
    "r",
    when(sendable, () => on.resend("edit")),
    verbs.edit,
  );
  useShortcut(
    "shift+r",
    when(sendable, () => on.resend("resend")),
    verbs.resend,
  );
  useShortcut(
    "i",
    when(true, () => on.menu("include")),
    verbs.include,
  );
  useShortcut(
    "x",
    when(true, () => on.menu("exclude")),
    verbs.exclude,
  );
  useShortcut(
    "shift+f10, contextmenu",
    when(true, () => on.menu("all")),
    verbs.menu,
  );
  useShortcut("m", when(true, on.mark), verbs.mark);
  useShortcut(
    "shift+j, shift+arrowdown",
    when(true, () => on.move(1, true)),
    verbs.markNext,
  );
  useShortcut(
    "shift+k, shift+arrowup",
    when(true, () => on.move(-1, true)),
    verbs.markPrevious,
  );
  useShortcut("o", when((selected?.count ?? 0) > 1, on.unroll), verbs.unroll);
  useShortcut("e", when(true, on.export), verbs.export);
  useShortcut("n", when(true, on.noise), verbs.noise);
  useShortcut("f", when(true, on.facets), verbs.facets);
  useShortcut("", active ? on.openFile : null, verbs.openFile);
  useShortcut("", active ? on.clear : null, verbs.clear);
}
