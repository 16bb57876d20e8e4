//! Values that are made anew with every message: `{{n}}`, `{{random 1 100}}`, `{{uuid}}`, `{{now}}`, `{{pick a b c}}`.

import { type Json, parse } from "./json";

/** What placeholders are filled with. */
export interface Filling {
  /** Which message of a repetition, from 1. */
  n: number;
  /** Milliseconds since 1970. */
  now: number;
  /** From 0 up to, and without, 1. */
  random: () => number;
  uuid: () => string;
}

export interface Fault {
  from: number;
  to: number;
  message: string;
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const WHOLE = /^\{\{([^{}]*)\}\}$/;

/** What can stand between the braces. */
export const PLACEHOLDERS = ["{{n}}", "{{random 1 100}}", "{{uuid}}", "{{now}}", "{{pick a b c}}"];

type Made = { ok: true; value: Json } | { ok: false; reason: string };

const good = (value: Json): Made => ({ ok: true, value });
const bad = (reason: string): Made => ({ ok: false, reason });

/** A word that is a number, `true`, `false` or `null` is that; any other is text. */
function wordValue(word: string): Json {
  const parsed = parse(word);
  return parsed.ok && (parsed.value === null || typeof parsed.value !== "object") ? parsed.value : word;
}

function make(inner: string, filling: Filling): Made {
  const [name = "", ...args] = inner.trim().split(/\s+/);
  const none = (value: () => Json): Made =>
    args.length === 0 ? good(value()) : bad(`{{${name}}} takes nothing behind its name.`);
  switch (name) {
    case "n":
      return none(() => filling.n);
    case "uuid":
      return none(filling.uuid);
    case "now":
      return none(() => filling.now);
    case "random": {
      const [low, high] = args.map(Number);
      const right = args.length === 2 && Number.isSafeInteger(low) && Number.isSafeInteger(high);
      if (!right || low === undefined || high === undefined || low > high)
        return bad("{{random}} takes the least and the greatest whole number: {{random 1 100}}.");
      return good(low + Math.floor(filling.random() * (high - low + 1)));
    }
    case "pick": {
      if (args.length === 0) return bad("{{pick}} takes the words to pick from: {{pick a b c}}.");
      return good(wordValue(args[Math.floor(filling.random() * args.length)] ?? ""));
    }
    default:
      return bad(`There is no placeholder {{${inner.trim()}}}; there are ${PLACEHOLDERS.join(", ")}.`);
  }
}

const TRIED: Filling = { n: 1, now: 0, random: () => 0, uuid: () => "" };

/** What is wrong with the placeholders of a text, and where. */
export function faultsOf(text: string): Fault[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(({ 0: whole, 1: inner = "", index }) => {
    const made = make(inner, TRIED);
    return made.ok ? [] : [{ from: index, to: index + whole.length, message: made.reason }];
  });
}

/** Has it any? */
export function hasPlaceholders(text: string): boolean {
  return text.search(PLACEHOLDER) >= 0;
}

/** Fills a text. What is no placeholder stays as it is. */
export function fillText(text: string, filling: Filling): string {
  return text.replace(PLACEHOLDER, (whole, inner: string) => {
    const made = make(inner, filling);
    if (!made.ok) return whole;
    return typeof made.value === "string" ? made.value : JSON.stringify(made.value);
  });
}

/** Fills the texts in a value. A text that is nothing but a placeholder becomes what it makes: a number stays a number. */
export function fillJson(value: Json, filling: Filling): Json {
  if (typeof value === "string") {
    const [, inner] = WHOLE.exec(value) ?? [];
    const made = inner === undefined ? undefined : make(inner, filling);
    return made?.ok ? made.value : fillText(value, filling);
  }
  if (Array.isArray(value)) return value.map((item) => fillJson(item, filling));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fillJson(member, filling)]));
}
