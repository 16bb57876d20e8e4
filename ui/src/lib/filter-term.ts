//! How one term of the filter language is written. It is read elsewhere: the language has one implementation, in Rust.

export interface Term {
  /** `null`: anywhere in the row. */
  key: string | null;
  value: string;
  exclude: boolean;
}

/** What a value may hold without being quoted. */
const PLAIN = /^[\p{L}\p{N}_./@+][\p{L}\p{N}_./@+:-]*$/u;

/** Words that mean something else where they stand alone. */
const WORDS = new Set(["and", "or", "not"]);

/** A number in a payload is compared as one; in quotes it would be a text. */
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Writes a term as it is typed. */
export function termText({ key, value, exclude }: Term): string {
  const minus = exclude ? "-" : "";
  // Without a key before it, a colon would make one of what stands there.
  if (key === null) return `${minus}${value.includes(":") ? inQuotes(value) : quoted(value)}`;
  // A value in a payload stands for itself: whatever is in it, `*` is no pattern there.
  if (key.startsWith("payload")) return `${minus}${key}=${NUMBER.test(value) ? value : quoted(value)}`;
  return `${minus}${key}:${quoted(value)}`;
}

function quoted(value: string): string {
  return PLAIN.test(value) && !WORDS.has(value.toLowerCase()) ? value : inQuotes(value);
}

function inQuotes(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** Adds a term at the end of a filter, unless it is in it already. */
export function withTerm(filter: string, term: Term): string {
  const added = termText(term);
  const before = filter.trim();
  if (before === added || before.startsWith(`${added} `)) return before;
  if (before.endsWith(` ${added}`) || before.includes(` ${added} `)) return before;
  return before === "" ? added : `${before} ${added}`;
}
