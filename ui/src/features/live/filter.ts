//! The filter of the live view: words, `key:value`, and a minus to exclude.

import type { Traffic } from "../../api/types";

/** Keys that a filter knows, and where each looks. */
const keys: Record<string, (row: Traffic) => string | undefined> = {
  kind: (row) => row.kind,
  channel: (row) => row.channel ?? undefined,
  event: (row) => row.event ?? undefined,
  who: (row) => row.who?.label,
  dir: (row) => row.direction,
  dialect: (row) => row.dialect ?? undefined,
  code: (row) => row.code ?? undefined,
  connection: (row) => row.connection ?? undefined,
};

export interface Term {
  /** `null`: anywhere in the row. */
  key: string | null;
  /** Lower case; `*` stands for anything. */
  value: string;
  exclude: boolean;
}

const TERM = /(-)?(?:(\w+):)?("[^"]*"|\S+)/g;

/** Takes a filter apart. Never fails: what is no known key is text. */
export function parseFilter(text: string): Term[] {
  const terms: Term[] = [];
  for (const [whole, minus, key, raw] of text.matchAll(TERM)) {
    const quoted = raw ?? "";
    const known = key !== undefined && key in keys;
    const value = (known || key === undefined ? quoted : whole.replace(/^-/, "")).replaceAll('"', "");
    if (value === "") continue;
    terms.push({ key: known ? key : null, value: value.toLowerCase(), exclude: minus === "-" });
  }
  return terms;
}

/** Writes a term as it is typed. */
export function termText({ key, value, exclude }: Term): string {
  const quoted = /\s/.test(value) ? `"${value}"` : value;
  return `${exclude ? "-" : ""}${key ? `${key}:` : ""}${quoted}`;
}

export type Matcher = (row: Traffic) => boolean;

/** One function for all terms; without terms everything matches. */
export function matcher(terms: Term[]): Matcher {
  const tests = terms.map((term) => {
    const test = term.key === null ? anywhere(term.value) : at(term.key, term.value);
    return term.exclude ? (row: Traffic) => !test(row) : test;
  });
  return (row) => tests.every((test) => test(row));
}

function at(key: string, value: string): Matcher {
  const read = keys[key];
  if (!read) return () => false;
  const fits = glob(value);
  return (row) => {
    const text = read(row);
    return text !== undefined && fits(text.toLowerCase());
  };
}

function anywhere(value: string): Matcher {
  return (row) =>
    [
      row.payload,
      row.channel,
      row.event,
      row.kind,
      row.who?.label,
      row.reason,
      row.code,
      row.connection,
    ].some((text) => text?.toLowerCase().includes(value) ?? false);
}

/** `room-*` and the like; without a star the whole value has to be equal. */
function glob(value: string): (text: string) => boolean {
  if (!value.includes("*")) return (text) => text === value;
  const parts = value.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const whole = new RegExp(`^${parts.join(".*")}$`, "s");
  return (text) => whole.test(text);
}
