//! What differs between two JSON values, by path and by line, and how two changes of one value go together.

import type { Json } from "./json";

export interface Change {
  kind: "added" | "removed" | "changed";
  /** `seats.taken`, `hosts[1]`. */
  path: string;
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

/** What is different, member by member. The order of members is no difference. */
export function changesOf(before: Json, after: Json, path = ""): Change[] {
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      member(
        before[key],
        after[key],
        path === "" ? name(key) : `${path}${/^\[/.test(name(key)) ? "" : "."}${name(key)}`,
      ),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const longest = Math.max(before.length, after.length);
    return Array.from({ length: longest }, (_, at) => member(before[at], after[at], `${path}[${at}]`)).flat();
  }
  return before === after ? [] : [{ kind: "changed", path, before, after }];
}

function member(before: Json | undefined, after: Json | undefined, path: string): Change[] {
  if (before === undefined) return after === undefined ? [] : [{ kind: "added", path, after }];
  if (after === undefined) return [{ kind: "removed", path, before }];
  return changesOf(before, after, path);
}

function name(key: string): string {
  return /^[\w$-]+$/.test(key) ? key : `[${JSON.stringify(key)}]`;
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
    const [was, their, own] = [base[key], theirs[key], mine[key]];
    let value: Json | undefined;
    if (member(was, own, "").length === 0) value = their;
    else if (member(was, their, "").length === 0 || member(their, own, "").length === 0) value = own;
    else if (was === undefined || their === undefined || own === undefined) return undefined;
    else {
      value = merged(was, their, own);
      if (value === undefined) return undefined;
    }
    if (value !== undefined) whole[key] = value;
  }
  return whole;
}

/** Steps after which the shortest way is no longer looked for: the texts then have little in common. */
const MOST_STEPS = 1500;

/** The shortest way from one text to the other, line by line (Myers). */
export function lineDiff(before: string, after: string): DiffLine[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const lines: DiffLine[] = [];
  const same = (x: number, y: number) =>
    lines.push({ kind: "same", text: a[x] ?? "", before: x + 1, after: y + 1 });
  for (let at = 0; at < head; at++) same(at, at);
  for (const step of steps(a.slice(head, a.length - tail), b.slice(head, b.length - tail))) {
    const [x, y] = [step.x + head, step.y + head];
    if (step.kind === "same") same(x, y);
    else if (step.kind === "removed") lines.push({ kind: "removed", text: a[x] ?? "", before: x + 1 });
    else lines.push({ kind: "added", text: b[y] ?? "", after: y + 1 });
  }
  for (let at = tail; at > 0; at--) same(a.length - at, b.length - at);
  return lines;
}

interface Step {
  kind: DiffLine["kind"];
  x: number;
  y: number;
}

function steps(a: string[], b: string[]): Step[] {
  const trace: Map<number, number>[] = [];
  const reach = new Map<number, number>([[1, 0]]);
  const most = Math.min(a.length + b.length, MOST_STEPS);
  for (let d = 0; d <= most; d++) {
    trace.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      let x = down(reach, k, d) ? at(reach, k + 1) : at(reach, k - 1) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      reach.set(k, x);
      if (x >= a.length && y >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return [
    ...a.map((_, x): Step => ({ kind: "removed", x, y: 0 })),
    ...b.map((_, y): Step => ({ kind: "added", x: a.length, y })),
  ];
}

const at = (reach: Map<number, number>, k: number) => reach.get(k) ?? -1;

/** Comes diagonal `k` from above (a line added), or from the left (one removed)? */
const down = (reach: Map<number, number>, k: number, d: number) =>
  k === -d || (k !== d && at(reach, k - 1) < at(reach, k + 1));

function walkBack(trace: Map<number, number>[], width: number, height: number): Step[] {
  const found: Step[] = [];
  let [x, y] = [width, height];
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d] as Map<number, number>;
    const k = x - y;
    const before = down(reach, k, d) ? k + 1 : k - 1;
    const fromX = at(reach, before);
    const fromY = fromX - before;
    while (x > fromX && y > fromY && x > 0 && y > 0) found.push({ kind: "same", x: --x, y: --y });
    if (d === 0) break;
    if (x === fromX) found.push({ kind: "added", x, y: --y });
    else found.push({ kind: "removed", x: --x, y });
  }
  return found.reverse();
}

function isObject(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
