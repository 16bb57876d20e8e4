import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { useEffect } from "react";
import { Store, useStore } from "../lib/store";
import { strings } from "../lib/strings";
import { IconButton } from "./button";

type Kind = "good" | "bad" | "note";

interface Note {
  id: number;
  kind: Kind;
  text: string;
  detail: string | undefined;
}

const looks = {
  good: { icon: CircleCheck, colour: "text-green" },
  bad: { icon: CircleAlert, colour: "text-red" },
  note: { icon: Info, colour: "text-dim" },
};

const SHOWN_MS = 5000;

const notes = new Store<Note[]>([]);
let next = 1;

function add(kind: Kind, text: string, detail?: string) {
  notes.set([...notes.get().slice(-3), { id: next++, kind, text, detail }]);
}

/** Says that something is done. */
export function say(text: string) {
  add("good", text);
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

export function Toasts() {
  const all = useStore(notes);
  return (
    <div aria-live="polite" className="fixed right-4 bottom-8 z-50 flex w-80 flex-col gap-2">
      {all.map((note) => (
        <Toast key={note.id} note={note} />
      ))}
    </div>
  );
}

function Toast({ note }: { note: Note }) {
  const { id, kind } = note;
  const { icon: Icon, colour } = looks[kind];
  useEffect(() => {
    // An error stays until it has been read.
    if (kind === "bad") return;
    const timer = setTimeout(() => drop(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, kind]);
  return (
    <div className="flex items-start gap-2 rounded-card border border-line bg-raised p-2.5 shadow-float animate-open">
      <Icon className={`mt-0.5 size-4 ${colour}`} aria-hidden />
      <div className="min-w-0 flex-1 text-body selectable">
        <p>{note.text}</p>
        {note.detail && <p className="text-row text-dim">{note.detail}</p>}
      </div>
      <IconButton label={strings.common.close} icon={<X aria-hidden />} onClick={() => drop(id)} />
    </div>
  );
}
