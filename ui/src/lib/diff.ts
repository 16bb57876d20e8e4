//! What differs between two JSON values, by path and by line, and how two changes of one value go together.

import { canonical, type Json } from "./json";
import { type Path, pathText } from "./json-path";
import { shortestWay } from "./shortest-way";

export interface Change {
  kind: "added" | "removed" | "changed" | "moved";
  /** `seats.taken`, `hosts[1]`: in the value after, unless it is not there any more. */
  path: string;
  /** Where it was before, of what has moved. */
  from?: string;
  before?: Json;
  after?: Json;
}

export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
  /** Number of the line in the text before and after, from 1. */
  before?: number;
  after?: number;
}

/** What is different, member by member. The order of members is no difference; that of a list's items is. */
export function changesOf(before: Json, after: Json, path: Path = []): Change[] {
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      member(own(before, key), own(after, key), [...path, key]),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) return itemChanges(before, after, path);
  return before === after ? [] : [{ kind: "changed", path: pathText(path), before, after }];
}

/** A member, not what every object inherits. */
const own = (value: { [key: string]: Json }, key: string) =>
  Object.hasOwn(value, key) ? value[key] : undefined;

function member(before: Json | undefined, after: Json | undefined, path: Path): Change[] {
  if (before === undefined)
    return after === undefined ? [] : [{ kind: "added", path: pathText(path), after }];
  if (after === undefined) return [{ kind: "removed", path: pathText(path), before }];
  return changesOf(before, after, path);
}

/** Items that stay in their order are the same; of the others, equal ones have moved, and neighbours have changed. */
function itemChanges(before: Json[], after: Json[], path: Path): Change[] {
  const [was, is] = [before.map(canonical), after.map(canonical)];
  const way = shortestWay(was, is);
  const gone = new Map<string, number[]>();
  for (const { kind, x } of way) {
    if (kind !== "removed") continue;
    const text = was[x] ?? "";
    gone.set(text, [...(gone.get(text) ?? []), x]);
  }
  const found: Change[] = [];
  const movedTo = new Set<number>();
  const movedFrom = new Set<number>();
  for (const { kind, y } of way) {
    const x = kind === "added" ? gone.get(is[y] ?? "")?.shift() : undefined;
    if (x === undefined) continue;
    movedTo.add(y);
    movedFrom.add(x);
    const change = { path: pathText([...path, y]), from: pathText([...path, x]), after: after[y] as Json };
    found.push({ kind: "moved", ...change });
  }
  let [removed, added]: [number[], number[]] = [[], []];
  const settle = () => {
    const pairs = Math.max(removed.length, added.length);
    for (let at = 0; at < pairs; at++) {
      const [x, y] = [removed[at], added[at]];
      const [from, to] = [x === undefined ? x : before[x], y === undefined ? y : after[y]];
      found.push(...member(from, to, [...path, y ?? x ?? 0]));
    }
    [removed, added] = [[], []];
  };
  for (const { kind, x, y } of way) {
    if (kind === "same") settle();
    else if (kind === "removed" && !movedFrom.has(x)) removed.push(x);
    else if (kind === "added" && !movedTo.has(y)) added.push(y);
  }
  settle();
  return found;
}

/** The same value with its members in the order of another, so that only real differences show line by line. */
export function inOrderOf(value: Json, model: Json): Json {
  if (isObject(value) && isObject(model)) {
    const keys = [
      ...Object.keys(model).filter((key) => key in value),
      ...Object.keys(value).filter((key) => !(key in model)),
    ];
    return Object.fromEntries(
      keys.map((key) => [
        key,
        key in model ? inOrderOf(value[key] as Json, model[key] as Json) : (value[key] as Json),
      ]),
    );
  }
  if (Array.isArray(value) && Array.isArray(model)) {
    return value.map((item, at) => (at < model.length ? inOrderOf(item, model[at] as Json) : item));
  }
  return value;
}

/** Both changes of one value together; nothing where both change the same member, each in its own way. */
export function merged(base: Json, theirs: Json, mine: Json): Json | undefined {
  if (changesOf(base, mine).length === 0) return theirs;
  if (changesOf(base, theirs).length === 0 || changesOf(theirs, mine).length === 0) return mine;
  if (!isObject(base) || !isObject(theirs) || !isObject(mine)) return undefined;
  const whole: { [key: string]: Json } = {};
  for (const key of new Set([...Object.keys(base), ...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, their, ours] = [base[key], theirs[key], mine[key]];
    let value: Json | undefined;
    if (member(was, ours, []).length === 0) value = their;
    else if (member(was, their, []).length === 0 || member(their, ours, []).length === 0) value = ours;
    else if (was === undefined || their === undefined || ours === undefined) return undefined;
    else {
      value = merged(was, their, ours);
      if (value === undefined) return undefined;
    }
    if (value !== undefined) whole[key] = value;
  }
  return whole;
}

/** The shortest way from one text to the other, line by line. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const a = before.split("\n");
  const b = after.split("\n");
  return shortestWay(a, b).map(({ kind, x, y }): DiffLine => {
    if (kind === "same") return { kind, text: a[x] ?? "", before: x + 1, after: y + 1 };
    if (kind === "removed") return { kind, text: a[x] ?? "", before: x + 1 };
    return { kind, text: b[y] ?? "", after: y + 1 };
  });
}

function isObject(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
