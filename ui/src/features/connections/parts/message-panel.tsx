import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useRef, useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Connection } from "../../../api/types";
import { Button } from "../../../components/button";
import { Field, Input } from "../../../components/field";
import { JsonEditor } from "../../../components/json-editor";
import { Panel } from "../../../components/panel";
import { Trouble } from "../../../components/states";
import { mention, say } from "../../../components/toast";
import { type Json, parse } from "../../../lib/json";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";

const text = strings.connections;

/** A message that only this connection gets. */
export function MessagePanel({ connection }: { connection: Connection }) {
  const { api, app } = usePlace();
  const { refused } = useMay("manage");
  const input = useRef<HTMLInputElement>(null);
  const [event, setEvent] = useState("hello");
  const [payload, setPayload] = useState('{\n  "text": "psst"\n}');
  const [tried, setTried] = useState(false);
  useShortcut("m", () => input.current?.focus(), text.message);
  const parsed = payload.trim() === "" ? { ok: true as const, value: null } : parse(payload);
  const direct = useMutation({
    mutationFn: (value: Json) =>
      ask(
        api.POST("/admin/v1/apps/{app}/connections/{connection}/messages", {
          params: { path: { app: app.id, connection: connection.id } },
          body: { event, payload: value },
        }),
      ),
    onSuccess: ({ delivered }) => (delivered > 0 ? say(text.sentIt) : mention(text.notSent)),
  });
  const send = () => {
    setTried(true);
    if (event !== "" && parsed.ok && !direct.isPending && !refused) direct.mutate(parsed.value);
  };
  return (
    <Panel title={text.message}>
      <form
        className="flex flex-col gap-1"
        onSubmit={(submit) => {
          submit.preventDefault();
          send();
        }}
      >
        <Field label={text.event} error={tried && event === "" ? text.eventWrong : undefined}>
          {(control) => (
            <Input
              {...control}
              ref={input}
              mono
              maxLength={256}
              value={event}
              onChange={(change) => setEvent(change.target.value)}
            />
          )}
        </Field>
        <JsonEditor label={text.payload} height={96} value={payload} onChange={setPayload} onSubmit={send} />
        {tried && !parsed.ok && <p className="text-label text-red">{text.payloadWrong(parsed.reason)}</p>}
        {direct.error && <Trouble error={asApiError(direct.error)} className="mt-1" />}
        <Button
          type="submit"
          tone="primary"
          className="mt-1 self-end"
          icon={<Send aria-hidden />}
          busy={direct.isPending}
          refused={refused}
          data-testid="connection-send"
        >
          {text.send}
        </Button>
      </form>
    </Panel>
  );
}
