//! As much of the filter language as the pictures need: words, `key:value`, a minus, stars. The real one is in Rust.

import type { components } from "../../api/schema.gen";

type Schemas = components["schemas"];
type Row = Schemas["Traffic"];

export type Fits = (row: Row) => boolean;

const keys: Record<string, { about: string; read: (row: Row) => string | null | undefined }> = {
  channel: { about: "name of the channel", read: (row) => row.channel },
  event: { about: "name of the event", read: (row) => row.event },
  kind: { about: "what happened", read: (row) => row.kind },
  subject: { about: "who acts", read: (row) => row.who?.label },
  connection: { about: "id of the connection", read: (row) => row.connection },
  dialect: { about: "protocol of the client", read: (row) => row.dialect },
  code: { about: "code of a refusal", read: (row) => row.code },
};

const kinds: [string, number][] = [
  ["message", 802_887],
  ["presence", 36_494],
  ["refused", 36_494],
  ["subscribe", 36_493],
  ["state", 36_493],
];

export function reads(text: string, cursor?: number): { fits: Fits; read: Schemas["FilterRead"] } {
  const chips: Schemas["FilterChip"][] = [];
  const tests: Fits[] = [];
  let error: Schemas["FilterError"] | undefined;
  for (const { 0: whole, index } of text.matchAll(/(?:"[^"]*"|\S)+/g)) {
    const negated = whole.startsWith("-");
    const [, key, value = ""] = /^-?(?:([a-z]+):)?(.*)$/.exec(whole) ?? [];
    if (key !== undefined && !(key in keys)) {
      const from = index + (negated ? 1 : 0);
      const expected = `one of ${Object.keys(keys).join(", ")}`;
      error ??= { from, to: from + key.length, message: `there is no key "${key}"`, expected };
      continue;
    }
    const fits = test(key, value.replaceAll('"', ""));
    chips.push({ text: whole, from: index, to: index + whole.length, negated, key: key ?? null });
    tests.push(negated ? (row) => !fits(row) : fits);
  }
  const completions = cursor === undefined ? [] : complete(text, cursor);
  const read = error ? { chips: [], error, completions } : { chips, completions };
  return { fits: (row) => tests.every((one) => one(row)), read };
}

function test(key: string | undefined, value: string): Fits {
  if (key === undefined) return (row) => JSON.stringify(row).toLowerCase().includes(value.toLowerCase());
  const parts = value.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const whole = new RegExp(`^${parts.join(".*")}$`, "i");
  return (row) => whole.test(keys[key]?.read(row) ?? "");
}

function complete(text: string, cursor: number): Schemas["Completion"][] {
  const word = /\S*$/.exec(text.slice(0, cursor))?.[0].replace(/^-/, "") ?? "";
  const from = cursor - word.length;
  const [key, value] = word.split(":");
  if (value === undefined) {
    return Object.entries(keys)
      .filter(([name]) => name.startsWith(word))
      .map(([name, { about }]) => ({ text: `${name}:`, from, to: cursor, about }));
  }
  if (key !== "kind") return [];
  return kinds
    .filter(([kind]) => kind.startsWith(value) && kind !== value)
    .map(([kind, count]) => ({ text: `kind:${kind}`, from, to: cursor, about: "", count }));
}
