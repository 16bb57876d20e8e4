import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useId, useRef, useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Connection } from "../../../api/types";
import { Button } from "../../../components/button";
import { Input } from "../../../components/field";
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
  const id = useId();
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
  const eventWrong = tried && event === "" ? text.eventWrong : undefined;
  return (
    <Panel title={text.message}>
      <form
        className="flex flex-col gap-2"
        onSubmit={(submit) => {
          submit.preventDefault();
          send();
        }}
      >
        <div className="flex items-center gap-2">
          <label htmlFor={id} className="text-label font-medium text-dim">
            {text.event}
          </label>
          <Input
            id={id}
            ref={input}
            className="flex-1"
            mono
            maxLength={256}
            aria-invalid={eventWrong ? true : undefined}
            aria-describedby={eventWrong ? `${id}-wrong` : undefined}
            value={event}
            onChange={(change) => setEvent(change.target.value)}
          />
          <Button
            type="submit"
            tone="primary"
            icon={<Send aria-hidden />}
            busy={direct.isPending}
            refused={refused}
            data-testid="connection-send"
          >
            {text.send}
          </Button>
        </div>
        {eventWrong && (
          <p id={`${id}-wrong`} className="text-label text-red">
            {eventWrong}
          </p>
        )}
        <JsonEditor label={text.payload} height={96} value={payload} onChange={setPayload} onSubmit={send} />
        {tried && !parsed.ok && <p className="text-label text-red">{text.payloadWrong(parsed.reason)}</p>}
        {direct.error && <Trouble error={asApiError(direct.error)} />}
      </form>
    </Panel>
  );
}
