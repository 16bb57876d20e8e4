import { useMutation } from "@tanstack/react-query";
import { Ban, Send } from "lucide-react";
import { useId, useRef, useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Channel } from "../../../api/types";
import { Button } from "../../../components/button";
import { Input } from "../../../components/field";
import { JsonEditor } from "../../../components/json-editor";
import { Panel } from "../../../components/panel";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { type Json, parse } from "../../../lib/json";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";

const text = strings.channels;

/** Says something in the channel, as the backend would. */
export function PublishPanel({ channel, onOpen }: { channel: Channel; onOpen: () => void }) {
  const { api, app } = usePlace();
  const { refused } = useMay("manage");
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useShortcut("p", () => input.current?.focus(), text.publish);
  const [event, setEvent] = useState("hello");
  const [payload, setPayload] = useState('{\n  "text": "hi"\n}');
  const [tried, setTried] = useState(false);
  const parsed = payload.trim() === "" ? { ok: true as const, value: null } : parse(payload);
  const publish = useMutation({
    mutationFn: (value: Json) =>
      ask(
        api.POST("/admin/v1/apps/{app}/channels/{channel}/messages", {
          params: { path: { app: app.id, channel: channel.name } },
          body: { event, payload: value },
        }),
      ),
    onSuccess: ({ position, stored }) => say(text.published(count(position), stored)),
  });
  const failed = publish.error ? asApiError(publish.error) : undefined;
  // Opened again: what was said about it being closed is over.
  const error = failed?.code === "CHANNEL_CLOSED" && !channel.closed ? undefined : failed;
  const send = () => {
    setTried(true);
    if (event !== "" && parsed.ok && !publish.isPending && !channel.closed && !refused)
      publish.mutate(parsed.value);
  };
  const eventWrong = tried && event === "" ? text.eventWrong : undefined;
  return (
    <Panel title={text.publish}>
      {channel.closed && (
        <p className="mb-2 flex items-center gap-2 text-row text-amber">
          <Ban className="size-4" aria-hidden />
          <span className="flex-1">{text.publishClosed}</span>
          <Button refused={refused} onClick={onOpen}>
            {text.open}
          </Button>
        </p>
      )}
      <form
        className="flex flex-col gap-2"
        onSubmit={(submit) => {
          submit.preventDefault();
          send();
        }}
      >
        <div className="flex items-center gap-2">
          <label htmlFor={id} className="text-label font-medium text-dim">
            {text.publishEvent}
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
            onKeyDown={(key) => {
              if (key.key !== "Enter" || !(key.ctrlKey || key.metaKey)) return;
              // Else the form is submitted as well.
              key.preventDefault();
              send();
            }}
          />
          <Button
            type="submit"
            tone="primary"
            icon={<Send aria-hidden />}
            keys="mod+enter"
            busy={publish.isPending}
            disabled={channel.closed}
            refused={refused}
            data-testid="channel-publish"
          >
            {text.publishVerb}
          </Button>
        </div>
        {eventWrong && (
          <p id={`${id}-wrong`} className="text-label text-red">
            {eventWrong}
          </p>
        )}
        <JsonEditor
          label={text.publishPayload}
          height={120}
          value={payload}
          onChange={setPayload}
          onSubmit={send}
        />
        {tried && !parsed.ok && <p className="text-label text-red">{text.payloadWrong(parsed.reason)}</p>}
        {error && <Trouble error={error} />}
      </form>
    </Panel>
  );
}
