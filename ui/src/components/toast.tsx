import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect } from "react";
import { Store, useStore } from "../lib/store";
import { strings } from "../lib/strings";
import { IconButton } from "./button";

interface Note {
  id: number;
  good: boolean;
  text: string;
  detail: string | undefined;
}

const SHOWN_MS = 5000;

const notes = new Store<Note[]>([]);
let next = 1;

function add(good: boolean, text: string, detail?: string) {
  notes.set([...notes.get().slice(-3), { id: next++, good, text, detail }]);
}

/** Says that something is done. */
export function say(text: string) {
  add(true, text);
}

/** Says that something went wrong, and what would help. */
export function complain(error: { code: string; message: string; detail?: string | undefined }) {
  add(false, `${error.message} (${error.code})`, error.detail);
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
  const { id, good } = note;
  useEffect(() => {
    // An error stays until it has been read.
    if (!good) return;
    const timer = setTimeout(() => drop(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, good]);
  return (
    <div className="flex items-start gap-2 rounded-card border border-line bg-raised p-2.5 shadow-float animate-open">
      {good ? (
        <CircleCheck className="mt-0.5 size-4 text-green" aria-hidden />
      ) : (
        <CircleAlert className="mt-0.5 size-4 text-red" aria-hidden />
      )}
      <div className="min-w-0 flex-1 text-body selectable">
        <p>{note.text}</p>
        {note.detail && <p className="text-row text-dim">{note.detail}</p>}
      </div>
      <IconButton label={strings.common.close} icon={<X aria-hidden />} onClick={() => drop(id)} />
    </div>
  );
}
