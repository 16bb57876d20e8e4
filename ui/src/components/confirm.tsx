import { type ReactNode, useState } from "react";
import { strings } from "../lib/strings";
import { Dialog } from "./dialog";
import { Field, Input } from "./field";

/** A question about what cannot be undone: answered yes by typing the name of the thing. */
export function ConfirmByName({
  title,
  about,
  verb,
  name,
  busy,
  onClose,
  onConfirm,
  children,
}: {
  title: string;
  /** The consequence. */
  about: string;
  verb: string;
  name: string;
  busy: boolean;
  onClose: () => void;
  onConfirm: () => void;
  children?: ReactNode;
}) {
  const [typed, setTyped] = useState("");
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      about={about}
      verb={verb}
      danger
      busy={busy}
      blocked={typed.trim() !== name.trim()}
      onSubmit={onConfirm}
    >
      <Field label={strings.common.typeName(name)}>
        {(control) => (
          <Input {...control} autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
        )}
      </Field>
      {children}
    </Dialog>
  );
}
