import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { cx } from "../lib/cx";
import { count } from "../lib/format";
import type { Json } from "../lib/json";

/** Levels that are open at first. */
const OPEN_DEPTH = 2;

/** Members of one object or array that are shown before one asks for more. */
const SHOWN = 200;

/** Characters of a string that are shown before one asks for more. */
const SHOWN_TEXT = 600;

/** JSON as a tree. Everything is a text node. */
export function JsonTree({ value }: { value: Json }) {
  return (
    <div className="font-mono text-row leading-5 selectable">
      <Node name={null} value={value} depth={0} />
    </div>
  );
}

function Node({ name, value, depth }: { name: string | null; value: Json; depth: number }) {
  if (value === null || typeof value !== "object") {
    return (
      <div className="pl-4 break-words" style={{ marginLeft: depth === 0 ? 0 : 12 }}>
        <Name name={name} />
        <Leaf value={value} />
      </div>
    );
  }
  return <Branch name={name} value={value} depth={depth} />;
}

function Branch({
  name,
  value,
  depth,
}: {
  name: string | null;
  value: Json[] | { [key: string]: Json };
  depth: number;
}) {
  const [open, setOpen] = useState(depth < OPEN_DEPTH);
  const [shown, setShown] = useState(SHOWN);
  const list = Array.isArray(value);
  const members: [string, Json][] = list
    ? value.map((item, index) => [String(index), item])
    : Object.entries(value);
  const size = `${list ? "[" : "{"}${members.length === 0 ? "" : ` ${count(members.length)} `}${list ? "]" : "}"}`;
  return (
    <div style={{ marginLeft: depth === 0 ? 0 : 12 }}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex items-center rounded-sm hover:bg-hover"
      >
        <ChevronRight className={cx("size-4 text-faint", open && "rotate-90")} aria-hidden />
        <Name name={name} />
        <span className="text-faint">{size}</span>
      </button>
      {open &&
        members
          .slice(0, shown)
          .map(([key, member]) => <Node key={key} name={key} value={member} depth={depth + 1} />)}
      {open && members.length > shown && (
        <button
          type="button"
          className="ml-7 rounded-sm text-accent hover:underline"
          onClick={() => setShown(shown + SHOWN)}
        >
          … {count(members.length - shown)}
        </button>
      )}
    </div>
  );
}

function Name({ name }: { name: string | null }) {
  return name === null ? null : <span className="mr-1.5 text-dim">{name}:</span>;
}

function Leaf({ value }: { value: null | boolean | number | string }) {
  const [whole, setWhole] = useState(false);
  if (value === null) return <span className="text-faint">null</span>;
  if (typeof value === "boolean") return <span className="text-violet">{String(value)}</span>;
  if (typeof value === "number") return <span className="text-blue">{String(value)}</span>;
  const long = value.length > SHOWN_TEXT && !whole;
  return (
    <span className="text-green whitespace-pre-wrap">
      "{long ? value.slice(0, SHOWN_TEXT) : value}"
      {long && (
        <button
          type="button"
          className="ml-1 rounded-sm text-accent hover:underline"
          onClick={() => setWhole(true)}
        >
          … {count(value.length - SHOWN_TEXT)}
        </button>
      )}
    </span>
  );
}
