import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Token } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { JsonEditor } from "../../../components/json-editor";
import { Trouble } from "../../../components/states";
import { mention, say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { type Json, parse } from "../../../lib/json";
import { strings } from "../../../lib/strings";
import { callOf } from "../model";

const text = strings.tokens.message;

/** Says something to all connections of one token, and to nobody else. */
export function MessageDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { api, app } = usePlace();
  const [event, setEvent] = useState("hello");
  const [payload, setPayload] = useState('{\n  "text": "hi"\n}');
  const [tried, setTried] = useState(false);
  const parsed = payload.trim() === "" ? { ok: true as const, value: null } : parse(payload);
  const send = useMutation({
    mutationFn: (value: Json) =>
      ask(
        api.POST("/admin/v1/apps/{app}/tokens/{token}/messages", {
          params: { path: { app: app.id, token: token.id } },
          body: { event, payload: value },
        }),
      ),
    onSuccess: ({ connections, delivered }) => {
      onClose();
      if (connections === 0) mention(text.nobody);
      else say(text.sent(count(delivered), count(connections)));
    },
  });
  const submit = () => {
    setTried(true);
    if (event !== "" && parsed.ok && !send.isPending) send.mutate(parsed.value);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.title(callOf(token))}
      about={text.about(token.connections)}
      verb={text.send}
      busy={send.isPending}
      blocked={tried && (event === "" || !parsed.ok)}
      onSubmit={submit}
    >
      <Field label={text.event} error={tried && event === "" ? text.eventEmpty : undefined}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            mono
            maxLength={256}
            value={event}
            onChange={(change) => setEvent(change.target.value)}
          />
        )}
      </Field>
      <JsonEditor label={text.payload} height={140} value={payload} onChange={setPayload} onSubmit={submit} />
      {tried && !parsed.ok && (
        <p role="alert" className="text-label text-red">
          {text.payloadWrong(parsed.reason)}
        </p>
      )}
      {send.error && <Trouble error={asApiError(send.error)} />}
    </Dialog>
  );
}
