import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { useEffect } from "react";
import { cx } from "../lib/cx";
import { DOCK_HEIGHT, DOCK_TABS, dock } from "../lib/dock";
import { useShortcut } from "../lib/shortcuts";
import { Store, useStore } from "../lib/store";
import { strings } from "../lib/strings";
import { Button, IconButton } from "./button";

type Kind = "good" | "bad" | "note";

interface Note {
  id: number;
  kind: Kind;
  text: string;
  detail: string | undefined;
  undo?: (() => void) | undefined;
}

const looks = {
  good: { icon: CircleCheck, colour: "text-green" },
  bad: { icon: CircleAlert, colour: "text-red" },
  note: { icon: Info, colour: "text-dim" },
};

const SHOWN_MS = 5000;

/** Long enough to notice a mistake. */
const UNDO_MS = 12_000;

const notes = new Store<Note[]>([]);
let next = 1;

function add(kind: Kind, text: string, detail?: string, undo?: () => void) {
  notes.set([...notes.get().slice(-3), { id: next++, kind, text, detail, undo }]);
}

/** Says that something is done. */
export function say(text: string) {
  add("good", text);
}

/** Says that something is done that can be taken back for a while. */
export function sayUndo(text: string, undo: () => void) {
  add("good", text, undefined, undo);
}

/** Says what is good to know, neither a success nor a fault. */
export function mention(text: string) {
  add("note", text);
}

/** Says that something went wrong, and what would help. */
export function complain(error: { code: string; message: string; detail?: string | undefined }) {
  add("bad", `${error.message} (${error.code})`, error.detail);
}

function drop(id: number) {
  notes.set(notes.get().filter((note) => note.id !== id));
}

function takeBack(note: Note) {
  drop(note.id);
  note.undo?.();
}

export function Toasts() {
  const all = useStore(notes);
  const last = all.findLast((note) => note.undo);
  useShortcut("u", last ? () => takeBack(last) : null, strings.common.undo);
  const { open } = useStore(dock);
  // On the left, where no page has the buttons that one presses next. What is open at the bottom has them there: then
  // between its tabs and the button that closes it, where it has none.
  return (
    <div
      aria-live="polite"
      style={open ? { bottom: DOCK_HEIGHT - DOCK_TABS + 4 } : undefined}
      className={cx("fixed z-50 flex w-80 flex-col gap-2", open ? "right-11" : "bottom-18 left-3")}
    >
      {all.map((note) => (
        <Toast key={note.id} note={note} />
      ))}
    </div>
  );
}

function Toast({ note }: { note: Note }) {
  const { id, kind, undo } = note;
  const { icon: Icon, colour } = looks[kind];
  useEffect(() => {
    // An error stays until it has been read.
    if (kind === "bad") return;
    const timer = setTimeout(() => drop(id), undo ? UNDO_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, kind, undo]);
  return (
    <div className="flex items-start gap-2 rounded-card border border-line bg-raised px-2.5 py-1.5 shadow-float animate-open">
      <Icon className={`mt-1.5 size-4 ${colour}`} aria-hidden />
      <div className="min-w-0 flex-1 py-1 text-body selectable">
        <p>{note.text}</p>
        {note.detail && <p className="text-row text-dim">{note.detail}</p>}
      </div>
      {undo && (
        <Button tone="quiet" keys="u" onClick={() => takeBack(note)}>
          {strings.common.undo}
        </Button>
      )}
      <IconButton label={strings.common.close} icon={<X aria-hidden />} onClick={() => drop(id)} />
    </div>
  );
}
