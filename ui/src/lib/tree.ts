//! A JSON value as the lines of a tree: those that are in view while some branches are open and others folded.

import type { Json } from "./json";
import { type Path, pathText } from "./json-path";

/** Levels that are open at first. */
const OPEN_DEPTH = 2;

/** Members of one object or list that are shown before one asks for more, and each time one does. */
export const MEMBERS = 500;

/** Characters of a text that are shown before one asks for the rest. */
export const TEXT_SHOWN = 600;

export type JsonType = "object" | "list" | "text" | "number" | "boolean" | "null";

export interface TreeLine {
  /** Tells lines of one tree apart, and stays. */
  id: string;
  path: Path;
  depth: number;
  /** 1 for the first of its siblings, of so many. */
  place: number;
  siblings: number;
  value: Json;
  type: JsonType;
  /** Members of an object or list. */
  members: number;
  /** Is all of it shown? Absent for what cannot be folded. */
  open?: boolean;
  /** Members that are not shown: the line stands for them, and `path` is whose they are. */
  more?: number;
}

/** What differs from how a tree looks at first. */
export interface TreeShape {
  /** Branches that were opened or folded, by id. */
  open: ReadonlyMap<string, boolean>;
  /** Members that are shown of a branch, by id, where they are more than at first. */
  shown: ReadonlyMap<string, number>;
}

export const NEW_SHAPE: TreeShape = { open: new Map(), shown: new Map() };

export function typeOf(value: Json): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "text";
  return typeof value as "object" | "number" | "boolean";
}

/** The lines in view, from the top. */
export function linesOf(value: Json, { open, shown }: TreeShape): TreeLine[] {
  const lines: TreeLine[] = [];
  const walk = (value: Json, path: Path, place: number, siblings: number) => {
    const id = `$${pathText(path)}`;
    const type = typeOf(value);
    const depth = path.length;
    const base = { id, path, depth, place, siblings, value, type };
    if (value === null || typeof value !== "object") {
      const long = typeof value === "string" && value.length > TEXT_SHOWN;
      lines.push({ ...base, members: 0, ...(long ? { open: open.get(id) ?? false } : {}) });
      return;
    }
    const members: [string | number, Json][] = Array.isArray(value)
      ? value.map((item, at) => [at, item])
      : Object.entries(value);
    const isOpen = members.length > 0 && (open.get(id) ?? depth < OPEN_DEPTH);
    lines.push({ ...base, members: members.length, ...(members.length > 0 ? { open: isOpen } : {}) });
    if (!isOpen) return;
    const most = shown.get(id) ?? MEMBERS;
    members.slice(0, most).forEach(([name, member], at) => {
      walk(member, [...path, name], at + 1, members.length);
    });
    const rest = members.length - most;
    if (rest > 0) {
      const line = { ...base, id: `${id}…`, depth: depth + 1, place: most + 1, siblings: members.length };
      lines.push({ ...line, members: members.length, more: rest });
    }
  };
  walk(value, [], 1, 1);
  return lines;
}

/** Opens or folds a branch. */
export function fold(shape: TreeShape, id: string, open: boolean): TreeShape {
  return { ...shape, open: new Map(shape.open).set(id, open) };
}

/** Shows more members of the branch that a line of more belongs to. */
export function showMore(shape: TreeShape, { id }: TreeLine): TreeShape {
  const of = id.slice(0, -1);
  return { ...shape, shown: new Map(shape.shown).set(of, (shape.shown.get(of) ?? MEMBERS) + MEMBERS) };
}

export type Move = { to: string } | { open: string } | { fold: string };

/** What a key does in a tree: goes to another line, opens or folds. */
export function moveBy(lines: readonly TreeLine[], at: number, key: string): Move | undefined {
  const line = lines[at];
  if (!line) return undefined;
  const to = (index: number): Move | undefined => {
    const target = lines[index];
    return target ? { to: target.id } : undefined;
  };
  switch (key) {
    case "ArrowDown":
      return to(at + 1);
    case "ArrowUp":
      return to(at - 1);
    case "Home":
      return to(0);
    case "End":
      return to(lines.length - 1);
    case "ArrowRight":
      if (line.open === undefined) return undefined;
      return line.open ? to(at + 1) : { open: line.id };
    case "ArrowLeft":
      if (line.open) return { fold: line.id };
      return to(lines.findLastIndex((one, index) => index < at && one.depth < line.depth));
    default:
      return undefined;
  }
}
