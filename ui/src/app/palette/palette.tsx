//! One field for everything: pages, objects, verbs.

import { Search } from "lucide-react";
import { Dialog as Base } from "radix-ui";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { KeyHint } from "../../components/key-hint";
import { cx } from "../../lib/cx";
import { shell } from "../../lib/strings/shell";
import { type Entry, fitting } from "./entries";
import { useEntries } from "./use-entries";

export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const { entries, searching } = useEntries(typed);
  const shown = useMemo(() => fitting(entries, typed), [entries, typed]);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  // A verb may open a dialog of its own, which needs the focus that this one gives back when it is gone.
  const after = useRef<(() => void) | null>(null);
  const at = Math.min(chosen, shown.length - 1);
  const optionId = (index: number) => `${id}-${index}`;

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });

  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    after.current = entry.run;
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length > 0) {
      event.preventDefault();
      setChosen((at + step + shown.length) % shown.length);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(shown[at]);
    }
  };

  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-40 bg-scrim animate-appear" />
        <Base.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            if (!after.current) return;
            event.preventDefault();
            after.current();
          }}
          className="fixed top-[12vh] left-1/2 z-50 flex max-h-[70vh] w-[560px] max-w-[calc(100vw-48px)] -translate-x-1/2 flex-col overflow-hidden rounded-card border border-line bg-raised shadow-float animate-appear"
        >
          <Base.Title className="sr-only">{shell.palette}</Base.Title>
          <label className="flex h-11 shrink-0 items-center gap-2 border-b border-line px-3">
            <Search className="size-4 text-faint" aria-hidden />
            <input
              role="combobox"
              aria-label={shell.paletteInput}
              aria-expanded="true"
              aria-controls={`${id}-list`}
              aria-activedescendant={at >= 0 ? optionId(at) : undefined}
              aria-autocomplete="list"
              placeholder={shell.paletteInput}
              className="min-w-0 flex-1 bg-transparent text-body outline-none placeholder:text-faint"
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setChosen(0);
              }}
              onKeyDown={onKeyDown}
            />
            <KeyHint keys="escape" className="text-faint" />
          </label>
          <div
            ref={list}
            id={`${id}-list`}
            role="listbox"
            aria-label={shell.palette}
            className="min-h-0 overflow-y-auto p-1"
          >
            {shown.map((entry, index) => (
              <Row
                key={entry.id}
                id={optionId(index)}
                entry={entry}
                heading={shown[index - 1]?.group !== entry.group}
                selected={index === at}
                onHover={() => setChosen(index)}
                onRun={() => run(entry)}
              />
            ))}
          </div>
          <p role="status" className={shown.length > 0 ? "sr-only" : "px-4 pt-2 pb-4 text-row text-dim"}>
            {shown.length > 0
              ? shell.paletteCount(shown.length)
              : searching
                ? shell.paletteSearching
                : shell.paletteNone}
          </p>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

function Row({
  id,
  entry,
  heading,
  selected,
  onHover,
  onRun,
}: {
  id: string;
  entry: Entry;
  heading: boolean;
  selected: boolean;
  onHover: () => void;
  onRun: () => void;
}) {
  return (
    <>
      {heading && (
        <div role="presentation" className="px-2 pt-2 pb-1 text-label font-medium text-faint">
          {shell.groups[entry.group]}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys; options are never focused */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={selected}
        onClick={onRun}
        onMouseMove={selected ? undefined : onHover}
        className={cx("flex h-8 items-center gap-2 rounded-sm px-2 text-body", selected && "bg-accent-soft")}
      >
        <span className="truncate">{entry.label}</span>
        {entry.about && <span className="truncate font-mono text-label text-faint">{entry.about}</span>}
        <span className="flex-1" />
        {entry.keys && <KeyHint keys={entry.keys} className="text-faint" />}
      </div>
    </>
  );
}
