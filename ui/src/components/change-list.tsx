import { ArrowUpDown, Minus, PencilLine, Plus } from "lucide-react";
import { useState } from "react";
import { cx } from "../lib/cx";
import type { Change } from "../lib/diff";
import { count } from "../lib/format";
import type { Json } from "../lib/json";
import { strings } from "../lib/strings";

const text = strings.kit;

/** Changes that are shown before one asks for more, and each time one does. */
const SHOWN = 200;

/** Characters of a value that are shown. */
const VALUE = 300;

const looks = {
  added: { icon: Plus, colour: "text-green", word: text.changes.added },
  removed: { icon: Minus, colour: "text-red", word: text.changes.removed },
  changed: { icon: PencilLine, colour: "text-amber", word: text.changes.changed },
  moved: { icon: ArrowUpDown, colour: "text-blue", word: text.changes.moved },
};

/** What is different between two values, one path a line. */
export function ChangeList({ label, changes }: { label: string; changes: readonly Change[] }) {
  const [shown, setShown] = useState(SHOWN);
  if (changes.length === 0) return <p className="text-row text-dim">{text.diffNone}</p>;
  return (
    <>
      <ul aria-label={label} className="rounded-control border border-line bg-raised">
        {changes.slice(0, shown).map((change) => (
          <Line key={`${change.kind} ${change.path}`} change={change} />
        ))}
      </ul>
      {changes.length > shown && (
        <button
          type="button"
          className="self-start rounded-sm text-row text-accent hover:underline"
          onClick={() => setShown(shown + SHOWN)}
        >
          {text.treeMore(count(changes.length - shown))}
        </button>
      )}
    </>
  );
}

function Line({ change: { kind, path, from, before, after } }: { change: Change }) {
  const { icon: Icon, colour, word } = looks[kind];
  return (
    <li className="flex items-start gap-2 border-b border-line px-2 py-1 text-row last:border-b-0">
      <span className={cx("flex w-20 shrink-0 items-center gap-1", colour)}>
        <Icon className="size-3.5" aria-hidden />
        {word}
      </span>
      <div className="min-w-0 flex-1 font-mono break-words selectable">
        <p className="text-dim">{path === "" ? text.wholeValue : path}</p>
        {from !== undefined && <p>{text.movedFrom(from)}</p>}
        {kind !== "moved" && before !== undefined && (
          <p className="rounded-sm bg-removed px-1">
            <span aria-hidden className="text-red select-none">
              −{" "}
            </span>
            {short(before)}
          </p>
        )}
        {kind !== "moved" && after !== undefined && (
          <p className="rounded-sm bg-added px-1">
            <span aria-hidden className="text-green select-none">
              +{" "}
            </span>
            {short(after)}
          </p>
        )}
      </div>
    </li>
  );
}

function short(value: Json): string {
  const whole = JSON.stringify(value);
  return whole.length > VALUE ? `${whole.slice(0, VALUE)}…` : whole;
}
