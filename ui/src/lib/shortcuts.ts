//! Keyboard shortcuts: one listener for the window, chords like "g l", and silence while somebody types.

import { useEffect, useRef } from "react";

type Handler = (event: KeyboardEvent) => void;

interface Binding {
  /** "a", "shift+a", "mod+enter", or two keys in a row: "g l". */
  keys: string;
  handler: Handler;
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

export class Shortcuts {
  private readonly bindings: Binding[] = [];
  private lead: { key: string; at: number } | null = null;

  /** Later bindings win over earlier ones with the same keys. */
  bind(keys: string, handler: Handler): () => void {
    const binding = { keys, handler };
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

  private find(keys: string): Binding | undefined {
    return this.bindings.findLast((binding) => binding.keys === keys);
  }
}

export const shortcuts = new Shortcuts();

/** Binds keys while the component is shown; `null` binds nothing. */
export function useShortcut(keys: string, handler: Handler | null): void {
  const latest = useRef(handler);
  latest.current = handler;
  const active = handler !== null;
  useEffect(() => {
    if (!active) return;
    const undo = keys.split(",").map((one) => shortcuts.bind(one.trim(), (event) => latest.current?.(event)));
    return () => {
      for (const one of undo) one();
    };
  }, [keys, active]);
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
    end: "End",
  };
  return names[key] ?? key.toUpperCase();
}
