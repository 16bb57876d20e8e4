import { useState } from "react";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { composer } from "../../../lib/strings/composer";
import { library } from "../library";
import { type SavedMessage, withRenamed } from "../saved";

const text = composer.saved;

/** Another name, or another folder. */
export function RenameDialog({ saved, onClose }: { saved: SavedMessage; onClose: () => void }) {
  const whole = saved.folder === "" ? saved.name : `${saved.folder}/${saved.name}`;
  const [name, setName] = useState(whole);
  const [wrong, setWrong] = useState<string>();
  const rename = () => {
    const kept = library.get();
    const next = withRenamed(kept.messages, saved, name);
    if (!next.ok) return setWrong(next.reason);
    library.set({ ...kept, messages: next.messages });
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={text.renameTitle(whole)} verb={text.rename} onSubmit={rename}>
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
