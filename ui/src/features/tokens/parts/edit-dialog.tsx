import { useState } from "react";
import { asApiError } from "../../../api/error";
import type { Token, UpdateToken } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { ExpiryField } from "../../../components/expiry-field";
import { Field, Input } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { expiryOf, readExpiry } from "../../../lib/expiry";
import { strings } from "../../../lib/strings";
import { callOf } from "../model";
import { useUpdateToken } from "../use-update";

const text = strings.tokens;

/** Name and end of a token. */
export function EditDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const [name, setName] = useState(token.name ?? "");
  const [first] = useState(() => expiryOf(token.expires_at));
  const [expiry, setExpiry] = useState(first);
  const update = useUpdateToken(token.id);
  // An end that was not touched is not sent: it may have passed, or carry fractions of a second.
  const touched = expiry.preset !== first.preset || expiry.exact !== first.exact;
  const read = readExpiry(expiry, Date.now());
  const submit = () => {
    if (touched && !read.ok) return;
    const body: UpdateToken = {};
    if (name.trim() !== (token.name ?? "")) body.name = name.trim();
    if (touched && read.ok) body.expires_at = read.at ?? "";
    update.mutate(body, {
      onSuccess: () => {
        onClose();
        say(text.edited);
      },
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.editTitle(callOf(token))}
      verb={text.editVerb}
      busy={update.isPending}
      blocked={touched && !read.ok}
      onSubmit={submit}
    >
      <Field label={text.form.name} hint={text.form.nameHint}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <ExpiryField value={expiry} onChange={setExpiry} />
      {update.error && <Trouble error={asApiError(update.error)} />}
    </Dialog>
  );
}
