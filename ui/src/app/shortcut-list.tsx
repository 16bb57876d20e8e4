//! What the keys do, here and everywhere.

import { Dialog as Base } from "radix-ui";
import { useMemo, useRef } from "react";
import { Button } from "../components/button";
import { KeyHint } from "../components/key-hint";
import { shortcuts, type Verb } from "../lib/shortcuts";
import { shell } from "../lib/strings/shell";

export function ShortcutList({
  everywhere,
  onClose,
}: {
  everywhere: ReadonlySet<string>;
  onClose: () => void;
}) {
  const close = useRef<HTMLButtonElement>(null);
  const verbs = useMemo(() => shortcuts.verbs().filter((verb) => verb.keys.length > 0), []);
  const here = verbs.filter((verb) => !everywhere.has(verb.label)).reverse();
  const always = verbs.filter((verb) => everywhere.has(verb.label)).reverse();
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-40 bg-scrim animate-appear" />
        <Base.Content
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            close.current?.focus();
          }}
          className="fixed top-1/2 left-1/2 z-50 flex max-h-[85vh] w-[560px] max-w-[calc(100vw-48px)] -translate-1/2 flex-col rounded-card border border-line bg-raised shadow-float animate-appear"
        >
          <div className="border-b border-line px-4 py-3">
            <Base.Title className="text-title font-semibold">{shell.shortcuts}</Base.Title>
            <Base.Description className="mt-1 text-row text-dim">{shell.shortcutsAbout}</Base.Description>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse */}
          <div className="grid min-h-0 gap-x-8 gap-y-4 overflow-y-auto p-4 sm:grid-cols-2" tabIndex={0}>
            {here.length > 0 && <Keys title={shell.shortcutsHere} verbs={here} />}
            <Keys title={shell.shortcutsEverywhere} verbs={always} />
          </div>
          <div className="flex justify-end border-t border-line px-4 py-3">
            <Button ref={close} onClick={onClose}>
              {shell.closeList}
            </Button>
          </div>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

function Keys({ title, verbs }: { title: string; verbs: Verb[] }) {
  return (
    <section>
      <h2 className="mb-1 text-label font-medium text-faint">{title}</h2>
      <dl>
        {verbs.map((verb) => (
          <div key={verb.label} className="flex h-7 items-center gap-3">
            <dt className="min-w-0 flex-1 truncate text-body">{verb.label}</dt>
            <dd className="flex gap-1">
              {verb.keys.map((keys) => (
                <span key={keys} className="rounded-sm border border-line px-1.5 text-dim">
                  <KeyHint keys={keys} spoken />
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
