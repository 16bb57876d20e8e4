import { useState } from "react";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { say } from "../../../components/toast";
import { composer } from "../../../lib/strings/composer";
import type { Draft } from "../draft";
import { library } from "../library";
import { withSaved } from "../saved";

const text = composer.saved;

/** Keeps a draft under a name. */
export function SaveDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState<string>();
  const save = () => {
    const kept = library.get();
    const next = withSaved(kept.messages, name, draft);
    if (!next.ok) return setWrong(next.reason);
    library.set({ ...kept, messages: next.messages });
    say(text.done(name.trim()));
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={text.dialog} about={text.about} verb={text.verb} onSubmit={save}>
      <Field label={text.name} hint={text.nameHint} error={wrong}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            value={name}
            onChange={(event) => {
              setWrong(undefined);
              setName(event.target.value);
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
