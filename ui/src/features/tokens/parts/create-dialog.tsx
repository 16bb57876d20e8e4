import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { CreateToken } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Dialog } from "../../../components/dialog";
import { ExpiryField } from "../../../components/expiry-field";
import { Field, Input } from "../../../components/field";
import { JsonEditor } from "../../../components/json-editor";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { type Expiry, readExpiry } from "../../../lib/expiry";
import { parseObject } from "../../../lib/json";
import { strings } from "../../../lib/strings";
import { tailOf } from "../../../lib/token-tail";
import { callOf } from "../model";
import { ChannelsField } from "./channels-field";

const text = strings.tokens;

export function CreateTokenDialog({ onClose }: { onClose: () => void }) {
  const { api, app } = usePlace();
  const client = useQueryClient();
  const queries = useQueries();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [state, setState] = useState("{}");
  const [expiry, setExpiry] = useState<Expiry>({ preset: "never", exact: "" });
  const [channels, setChannels] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: (body: CreateToken) =>
      ask(api.POST("/admin/v1/apps/{app}/tokens", { params: { path: { app: app.id } }, body })),
    onSuccess: (token) => {
      const tail = tailOf(token.id);
      client.setQueryData(queries.tokenByTail(app.id, tail).queryKey, token);
      onClose();
      say(text.form.created(callOf(token)));
      void navigate({ to: "/tokens/$tail", params: { tail } });
    },
  });
  const parsed = parseObject(state.trim() === "" ? "{}" : state);
  const ends = readExpiry(expiry, Date.now());
  const submit = () => {
    setTried(true);
    const now = readExpiry(expiry, Date.now());
    if (!parsed.ok || !now.ok || create.isPending) return;
    create.mutate({
      channels,
      state: parsed.value,
      ...(name.trim() ? { name: name.trim() } : {}),
      ...(now.at ? { expires_at: now.at } : {}),
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.create}
      about={text.form.createAbout}
      verb={text.create}
      busy={create.isPending}
      blocked={tried && (!parsed.ok || !ends.ok)}
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
      <div className="flex flex-col gap-1">
        <span aria-hidden className="text-label font-medium text-dim">
          {text.form.state}
        </span>
        <JsonEditor
          label={text.form.state}
          height={100}
          value={state}
          onChange={setState}
          onSubmit={submit}
        />
        {!parsed.ok && tried && (
          <p role="alert" className="text-label text-red">
            {text.form.stateWrong(parsed.reason)}
          </p>
        )}
      </div>
      <ExpiryField value={expiry} onChange={setExpiry} />
      <ChannelsField value={channels} onChange={setChannels} />
      {create.error && <Trouble error={asApiError(create.error)} />}
    </Dialog>
  );
}
