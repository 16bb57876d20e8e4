//! Keyboard shortcuts: one listener for the window, chords like "g l", and silence while somebody types.

import { useEffect, useRef } from "react";

type Handler = (event: KeyboardEvent) => void;

interface Binding {
  /** "a", "shift+a", "mod+enter", or two keys in a row: "g l". */
  keys: string;
  handler: Handler;
  label: string | undefined;
}

/** What can be done here and now, for the palette and the list of shortcuts. */
export interface Verb {
  label: string;
  /** All keys that do it; none if it has no keys of its own. */
  keys: string[];
  run: () => void;
}

const CHORD_MS = 900;

/** The name of a pressed key as bindings spell it; `mod` is Ctrl or Cmd. */
export function nameOf(event: KeyboardEvent): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const letter = /^[a-z]$/.test(key);
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  // Shift counts for letters and named keys only: "?" is typed with it on some keyboards and without on others.
  if (event.shiftKey && (letter || key.length > 1)) parts.push("shift");
  return [...parts, key].join("+");
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Does the key press what has the focus? Then it is for that, and for nothing else. */
function presses(name: string, target: EventTarget | null): boolean {
  if (name !== "enter" && name !== "space") return false;
  return target instanceof Element && target.closest("button,a[href],summary") !== null;
}

export class Shortcuts {
  private readonly bindings: Binding[] = [];
  private lead: { key: string; at: number } | null = null;

  /** Later bindings win over earlier ones with the same keys. */
  bind(keys: string, handler: Handler, label?: string): () => void {
    const binding = { keys, handler, label };
    this.bindings.push(binding);
    return () => {
      const at = this.bindings.indexOf(binding);
      if (at >= 0) this.bindings.splice(at, 1);
    };
  }

  handle = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = nameOf(event);
    if (typing(event.target) && !name.startsWith("mod+")) return;
    if (presses(name, event.target)) return;
    // A dialog or menu keeps the keys to itself.
    if (document.querySelector("[role=dialog],[role=alertdialog],[role=menu]")) return;
    const lead = this.lead && event.timeStamp - this.lead.at < CHORD_MS ? this.lead.key : null;
    this.lead = null;
    const found = (lead && this.find(`${lead} ${name}`)) || this.find(name);
    if (found) {
      event.preventDefault();
      found.handler(event);
    } else if (this.bindings.some((binding) => binding.keys.startsWith(`${name} `))) {
      this.lead = { key: name, at: event.timeStamp };
    }
  };

  /** Every verb that has a label, the newest first; of two with the same label only the newer one. */
  verbs(): Verb[] {
    const found = new Map<string, Verb>();
    for (const { keys, handler, label } of this.bindings.toReversed()) {
      if (label === undefined) continue;
      const known = found.get(label);
      if (known) known.keys.unshift(keys);
      else
        found.set(label, {
          label,
          keys: keys ? [keys] : [],
          run: () => handler(new KeyboardEvent("keydown")),
        });
    }
    return [...found.values()];
  }

  private find(keys: string): Binding | undefined {
    return this.bindings.findLast((binding) => binding.keys === keys);
  }
}

export const shortcuts = new Shortcuts();

/**
 * Binds keys while the component is shown; a `null` handler binds nothing. With a label it is a verb of the page: in the
 * palette and in the list of shortcuts. A verb may have no keys (`""`).
 */
export function useShortcut(keys: string, handler: Handler | null, label?: string): void {
  const latest = useRef(handler);
  latest.current = handler;
  const active = handler !== null;
  useEffect(() => {
    if (!active) return;
    const undo = keys
      .split(",")
      .map((one) => shortcuts.bind(one.trim(), (event) => latest.current?.(event), label));
    return () => {
      for (const one of undo) one();
    };
  }, [keys, active, label]);
}

const apple = typeof navigator !== "undefined" && /mac/i.test(navigator.platform);

/** How keys are shown: ⌘ on a Mac, Ctrl elsewhere. */
export function keyLabel(key: string): string {
  const names: Record<string, string> = {
    mod: apple ? "⌘" : "Ctrl",
    shift: "⇧",
    enter: "↵",
    space: "Space",
    escape: "Esc",
    arrowup: "↑",
    arrowdown: "↓",
    arrowleft: "←",
    arrowright: "→",
    alt: apple ? "⌥" : "Alt",
    end: "End",
    delete: "Del",
  };
  return names[key] ?? key.toUpperCase();
}
