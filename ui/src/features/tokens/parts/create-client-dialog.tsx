import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { CreateClient } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { tailOf } from "../../../lib/token-tail";
import { callOf, MOST_ID } from "../model";
import { ClientFields } from "./client-fields";

const text = strings.tokens.client;

/** Registers a client. */
export function CreateClientDialog({ onClose }: { onClose: () => void }) {
  const { api, app } = usePlace();
  const client = useQueryClient();
  const queries = useQueries();
  const navigate = useNavigate();
  const [id, setId] = useState("");
  const [facts, setFacts] = useState({ username: "", extra: "" });
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: (body: CreateClient) =>
      ask(api.POST("/admin/v1/apps/{app}/clients", { params: { path: { app: app.id } }, body })),
    onSuccess: (made) => {
      const tail = tailOf(made.id);
      client.setQueryData(queries.tokenByTail(app.id, tail).queryKey, made);
      onClose();
      say(text.created(callOf(made)));
      void navigate({ to: "/tokens/$tail", params: { tail } });
    },
  });
  const empty = id.trim() === "";
  const submit = () => {
    setTried(true);
    if (empty || create.isPending) return;
    const { username, extra } = facts;
    create.mutate({
      id: id.trim(),
      ...(username.trim() ? { username: username.trim() } : {}),
      ...(extra ? { extra } : {}),
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={strings.tokens.createClient}
      about={text.createAbout}
      verb={strings.tokens.createClient}
      busy={create.isPending}
      onSubmit={submit}
    >
      <Field label={text.id} hint={text.idHint} error={tried && empty ? text.idEmpty : undefined}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            mono
            maxLength={MOST_ID}
            value={id}
            onChange={(event) => {
              create.reset();
              setId(event.target.value);
            }}
          />
        )}
      </Field>
      <ClientFields value={facts} onChange={setFacts} />
      {create.error && <Trouble error={asApiError(create.error)} />}
    </Dialog>
  );
}
