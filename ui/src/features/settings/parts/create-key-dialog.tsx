import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { CreatedAccessKey, Scope } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Dialog } from "../../../components/dialog";
import { ExpiryField } from "../../../components/expiry-field";
import { Field, Input } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { type Expiry, readExpiry } from "../../../lib/expiry";
import { strings } from "../../../lib/strings";

const text = strings.settings.keys;

const scopes = Object.keys(text.scopes) as Scope[];

export function CreateKeyDialog({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: (created: CreatedAccessKey) => void;
}) {
  const { api } = usePlace();
  const client = useQueryClient();
  const { queryKey } = useQueries().accessKeys();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope>("read");
  const [expiry, setExpiry] = useState<Expiry>({ preset: "never", exact: "" });
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: (expires: string | undefined) =>
      ask(
        api.POST("/admin/v1/keys", {
          body: { name: name.trim(), scope, ...(expires ? { expires_at: expires } : {}) },
        }),
      ),
    onSuccess: async (created) => {
      await client.invalidateQueries({ queryKey });
      onClose();
      onCreated(created);
    },
  });
  const unnamed = name.trim() === "";
  const ends = readExpiry(expiry, Date.now());
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.createTitle}
      verb={text.create}
      busy={create.isPending}
      blocked={tried && (unnamed || !ends.ok)}
      onSubmit={() => {
        setTried(true);
        const now = readExpiry(expiry, Date.now());
        if (!unnamed && now.ok) create.mutate(now.at);
      }}
    >
      <Field label={text.name} hint={text.nameHint} error={tried && unnamed ? text.nameEmpty : undefined}>
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
      <fieldset>
        <legend className="mb-1 text-label font-medium text-dim">{text.scope}</legend>
        {scopes.map((one) => (
          <label key={one} className="flex min-h-8 items-center gap-2">
            <input
              type="radio"
              name="scope"
              className="size-3.5 accent-accent"
              checked={scope === one}
              onChange={() => setScope(one)}
            />
            <span className="w-20">{text.scopes[one]}</span>
            <span className="text-row text-dim">{text.scopesAbout[one]}</span>
          </label>
        ))}
      </fieldset>
      <ExpiryField value={expiry} onChange={setExpiry} />
      {create.error && <Trouble error={asApiError(create.error)} />}
    </Dialog>
  );
}
