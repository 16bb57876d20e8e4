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

/** Writes a term as it is typed. */
export function termText({ key, value, exclude }: Term): string {
  return `${exclude ? "-" : ""}${key === null ? "" : `${key}:`}${quoted(value, key === null)}`;
}

/** `alone`: no key stands before it, so that a colon would make one of it. */
function quoted(value: string, alone: boolean): string {
  const plain = PLAIN.test(value) && !(alone && value.includes(":"));
  if (plain && !WORDS.has(value.toLowerCase())) return value;
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
