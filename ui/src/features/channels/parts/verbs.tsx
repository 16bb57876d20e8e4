import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Ban, CircleCheck, Trash2 } from "lucide-react";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Channel } from "../../../api/types";
import { Button } from "../../../components/button";
import { Dialog } from "../../../components/dialog";
import { Trouble } from "../../../components/states";
import { complain, say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.channels;

/** Close or open, and delete. */
export function ChannelVerbs({ channel }: { channel: Channel }) {
  const { api, app } = usePlace();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const { name, closed } = channel;
  const params = { path: { app: app.id, channel: name } };
  const turn = useMutation({
    mutationFn: () =>
      ask(api.PATCH("/admin/v1/apps/{app}/channels/{channel}", { params, body: { closed: !closed } })),
    onSuccess: (now) => say(now.closed ? text.closedNow(name) : text.openNow(name)),
    onError: (error) => complain(asApiError(error)),
  });
  const remove = useMutation({
    mutationFn: () => ask(api.DELETE("/admin/v1/apps/{app}/channels/{channel}", { params })),
    onSuccess: () => {
      say(text.deleted(name));
      void navigate({ to: "/channels" });
    },
  });
  return (
    <>
      <Button
        icon={closed ? <CircleCheck aria-hidden /> : <Ban aria-hidden />}
        busy={turn.isPending}
        onClick={() => turn.mutate()}
      >
        {closed ? text.open : text.close}
      </Button>
      <Button tone="danger" icon={<Trash2 aria-hidden />} onClick={() => setDeleting(true)}>
        {text.delete}
      </Button>
      <Dialog
        open={deleting}
        onClose={() => {
          setDeleting(false);
          remove.reset();
        }}
        title={text.deleteTitle(name)}
        about={text.deleteAbout(`${count(channel.position)} ${text.messages(channel.position)}`)}
        verb={text.delete}
        danger
        busy={remove.isPending}
        onSubmit={() => remove.mutate()}
      >
        {remove.error && <Trouble error={asApiError(remove.error)} />}
      </Dialog>
    </>
  );
}
