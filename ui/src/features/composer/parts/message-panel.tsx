import { BookmarkPlus, Send, Square } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { Button } from "../../../components/button";
import { Field, Input } from "../../../components/field";
import { JsonEditor } from "../../../components/json-editor";
import { Segmented } from "../../../components/segmented";
import { count } from "../../../lib/format";
import { faultsOf, PLACEHOLDERS } from "../../../lib/placeholders";
import { composer as text } from "../../../lib/strings/composer";
import type { To } from "../draft";
import { useComposer } from "../use-composer";
import { Answer } from "./answer";
import { PersonaField } from "./persona-field";
import { Repeat } from "./repeat";
import { SaveDialog } from "./save-dialog";
import { TargetField } from "./target-field";

const targets = (Object.keys(text.targets) as To[]).map((value) => ({ value, label: text.targets[value] }));

/** A message, written and sent. */
export function MessagePanel() {
  const composer = useComposer();
  const { draft, change, problems, progress, busy, refused, send, stop } = composer;
  const [saving, setSaving] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    send();
  };
  const times = draft.repeat && !problems.count ? Number(draft.count) : 1;
  return (
    <>
      <div onKeyDown={onKeyDown} role="group" aria-label={text.tabs.message} className="flex h-full flex-col">
        <div className="grid min-h-0 flex-1 grid-cols-[320px_minmax(0,1fr)] gap-4 overflow-y-auto px-3 pt-3">
          <div className="flex flex-col gap-1">
            <div className="mb-1">
              <Segmented
                label={text.to}
                options={targets}
                value={draft.to}
                onChange={(to) => change({ to })}
              />
            </div>
            <TargetField composer={composer} />
            <div className="grid grid-cols-2 gap-2">
              <Field label={text.event} error={problems.event}>
                {(control) => (
                  <Input
                    {...control}
                    mono
                    autoFocus
                    maxLength={256}
                    value={draft.event}
                    onChange={(event) => change({ event: event.target.value })}
                  />
                )}
              </Field>
              {draft.to === "channel" && (
                <Field label={text.as}>
                  {(control) => (
                    <span title={text.asAbout} className="flex">
                      <PersonaField
                        control={control}
                        placeholder={text.asHint}
                        value={draft.as}
                        onChange={(as) => change({ as })}
                      />
                    </span>
                  )}
                </Field>
              )}
            </div>
          </div>
          <div className="flex min-w-0 flex-col gap-1">
            <JsonEditor
              label={text.payload}
              height={172}
              value={draft.payload}
              onChange={(payload) => change({ payload })}
              onSubmit={send}
              faults={faultsOf}
            />
            <p className={problems.payload ? "text-label text-red" : "truncate text-label text-faint"}>
              {problems.payload ?? text.placeholders(PLACEHOLDERS.join("  "))}
            </p>
          </div>
        </div>
        <footer className="flex min-h-11 shrink-0 items-center gap-3 border-t border-line px-3 py-1.5">
          <Repeat composer={composer} />
          <Answer progress={progress} />
          <Button icon={<BookmarkPlus aria-hidden />} onClick={() => setSaving(true)}>
            {text.save}
          </Button>
          {busy && times > 1 ? (
            <Button icon={<Square aria-hidden />} onClick={stop}>
              {text.stop}
            </Button>
          ) : (
            <Button
              tone="primary"
              icon={<Send aria-hidden />}
              keys="mod+enter"
              busy={busy}
              refused={refused}
              onClick={send}
              data-testid="composer-send"
            >
              {times > 1 ? text.sendMany(count(times)) : text.send}
            </Button>
          )}
        </footer>
      </div>
      {/* Beside it: the keys of the panel are not the dialog's. */}
      {saving && <SaveDialog draft={draft} onClose={() => setSaving(false)} />}
    </>
  );
}
