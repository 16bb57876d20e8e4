import { useState } from "react";
import type { SimulatedClient } from "../../../api/types";
import { useChannelOptions } from "../../../api/use-options";
import { Combobox } from "../../../components/combobox";
import { Dialog } from "../../../components/dialog";
import { Field } from "../../../components/field";
import { simulated as text } from "../../../lib/strings/simulated";
import type { Command } from "./use-command";

/** Asks into which channel a client is to go. */
export function JoinDialog({
  client,
  command,
  onClose,
}: {
  client: SimulatedClient;
  command: Command;
  onClose: () => void;
}) {
  const [channel, setChannel] = useState("");
  const offers = useChannelOptions(channel);
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.joinTitle(client.label)}
      verb={text.join}
      busy={command.isPending}
      blocked={channel.trim() === ""}
      onSubmit={() => command.mutate({ do: "join", channel: channel.trim() }, { onSuccess: onClose })}
    >
      <Field label={text.channel}>
        {(control) => (
          <Combobox
            {...offers}
            id={control.id}
            describedBy={control["aria-describedby"]}
            autoFocus
            text={channel}
            onType={setChannel}
            onPick={({ value }) => setChannel(value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
