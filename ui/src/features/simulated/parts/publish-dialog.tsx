import { useState } from "react";
import type { SimulatedClient } from "../../../api/types";
import { useChannelOptions } from "../../../api/use-options";
import { Combobox } from "../../../components/combobox";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { JsonEditor } from "../../../components/json-editor";
import { parse } from "../../../lib/json";
import { simulated as text } from "../../../lib/strings/simulated";
import type { Command } from "./use-command";

/** Has a client say something, in the words of its own dialect. */
export function PublishDialog({
  client,
  command,
  onClose,
}: {
  client: SimulatedClient;
  command: Command;
  onClose: () => void;
}) {
  const [channel, setChannel] = useState(client.channels.find(({ state }) => state === "joined")?.name ?? "");
  const [event, setEvent] = useState("hello");
  const [payload, setPayload] = useState('{\n  "text": "hi"\n}');
  const [tried, setTried] = useState(false);
  const offers = useChannelOptions(channel);
  const parsed = payload.trim() === "" ? { ok: true as const, value: null } : parse(payload);
  const submit = () => {
    setTried(true);
    if (channel.trim() === "" || event === "" || !parsed.ok) return;
    const said = { channel: channel.trim(), event, payload: parsed.value };
    command.mutate({ do: "publish", ...said }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.publishTitle(client.label)}
      verb={text.publish}
      busy={command.isPending}
      onSubmit={submit}
    >
      <Field label={text.channel} error={tried && channel.trim() === "" ? text.channelWrong : undefined}>
        {(control) => (
          <Combobox
            {...offers}
            id={control.id}
            describedBy={control["aria-describedby"]}
            invalid={control["aria-invalid"] === true}
            text={channel}
            onType={setChannel}
            onPick={({ value }) => setChannel(value)}
          />
        )}
      </Field>
      <Field label={text.event} error={tried && event === "" ? text.eventWrong : undefined}>
        {(control) => (
          <Input
            {...control}
            mono
            autoFocus
            maxLength={256}
            value={event}
            onChange={(change) => setEvent(change.target.value)}
          />
        )}
      </Field>
      <JsonEditor label={text.payload} value={payload} onChange={setPayload} onSubmit={submit} />
      {tried && !parsed.ok && <p className="text-label text-red">{text.payloadWrong(parsed.reason)}</p>}
    </Dialog>
  );
}
