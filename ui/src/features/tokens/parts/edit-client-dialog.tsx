import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Token } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { endOf } from "../../../lib/token-tail";
import { callOf } from "../model";
import { useShowToken } from "../use-update";
import { ClientFields } from "./client-fields";

const text = strings.tokens.client;

/** What is kept of a client; of a guest, registering it. */
export function EditClientDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { api, app } = usePlace();
  const show = useShowToken();
  const [facts, setFacts] = useState({ username: token.name ?? "", extra: token.extra ?? "" });
  const id = endOf(token.id);
  const name = callOf(token);
  const save = useMutation({
    mutationFn: () => {
      const body = { username: facts.username.trim(), extra: facts.extra };
      const path = { app: app.id };
      return ask(
        token.guest
          ? api.POST("/admin/v1/apps/{app}/clients", { params: { path }, body: { id, ...body } })
          : api.PATCH("/admin/v1/apps/{app}/clients/{client}", {
              params: { path: { ...path, client: id } },
              body,
            }),
      );
    },
    onSuccess: (changed) => {
      show(changed);
      onClose();
      say(token.guest ? text.registered(callOf(changed)) : text.edited);
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={token.guest ? text.registerTitle(name) : strings.tokens.editTitle(name)}
      {...(token.guest ? { about: text.registerAbout } : {})}
      verb={token.guest ? text.register : strings.tokens.editVerb}
      busy={save.isPending}
      onSubmit={() => save.mutate()}
    >
      <ClientFields autoFocus value={facts} onChange={setFacts} />
      {save.error && <Trouble error={asApiError(save.error)} />}
    </Dialog>
  );
}
