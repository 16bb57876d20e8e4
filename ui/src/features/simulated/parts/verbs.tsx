import { useMutation } from "@tanstack/react-query";
import { EarOff, LogIn, Plug, Power, Send, Unplug, Volume2 } from "lucide-react";
import { useState } from "react";
import { type Api, ask } from "../../../api/client";
import { asApiError } from "../../../api/error";
import type { SimulatedClient } from "../../../api/types";
import { IconButton } from "../../../components/button";
import { complain } from "../../../components/toast";
import { simulated as text } from "../../../lib/strings/simulated";
import { isUp } from "../model";
import { JoinDialog } from "./join-dialog";
import { PublishDialog } from "./publish-dialog";
import type { Command } from "./use-command";

/** What a client can be told to do now. */
export function Verbs({
  desktop,
  client,
  command,
}: {
  desktop: Api;
  client: SimulatedClient;
  command: Command;
}) {
  const [open, setOpen] = useState<"join" | "publish" | null>(null);
  const end = useMutation({
    mutationFn: () =>
      ask(desktop.DELETE("/app/v1/simulated/{client}", { params: { path: { client: client.id } } })),
    onError: (error) => complain(asApiError(error)),
  });
  const up = isUp(client);
  const silent = client.state === "silent";
  const close = () => setOpen(null);
  return (
    <div className="flex h-9 shrink-0 items-center gap-0.5 px-1">
      <IconButton
        label={text.join}
        icon={<LogIn aria-hidden />}
        disabled={!up}
        onClick={() => setOpen("join")}
      />
      <IconButton
        label={text.publish}
        icon={<Send aria-hidden />}
        disabled={!up}
        onClick={() => setOpen("publish")}
      />
      <span className="flex-1" />
      <IconButton
        label={silent ? text.wake : text.silence}
        icon={silent ? <Volume2 aria-hidden /> : <EarOff aria-hidden />}
        disabled={!up}
        onClick={() => command.mutate({ do: silent ? "wake" : "silence" })}
      />
      {up || client.state === "connecting" ? (
        <IconButton
          label={text.drop}
          icon={<Unplug aria-hidden />}
          onClick={() => command.mutate({ do: "drop" })}
        />
      ) : (
        <IconButton
          label={text.connect}
          icon={<Plug aria-hidden />}
          onClick={() => command.mutate({ do: "connect" })}
        />
      )}
      <IconButton label={text.end} icon={<Power aria-hidden />} onClick={() => end.mutate()} />
      {open === "join" && <JoinDialog client={client} command={command} onClose={close} />}
      {open === "publish" && <PublishDialog client={client} command={command} onClose={close} />}
    </div>
  );
}
