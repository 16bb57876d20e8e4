import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Channel } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { consequence } from "../model";

const text = strings.channels;

export function DeleteChannelDialog({
  channel,
  onClose,
  onDeleted,
}: {
  channel: Channel;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}) {
  const { api, app, server } = usePlace();
  const client = useQueryClient();
  const { name } = channel;
  const remove = useMutation({
    mutationFn: () =>
      ask(
        api.DELETE("/admin/v1/apps/{app}/channels/{channel}", {
          params: { path: { app: app.id, channel: name } },
        }),
      ),
    onSuccess: () => {
      onClose();
      say(text.deleted(name));
      onDeleted?.();
      void client.invalidateQueries({ queryKey: [server, `channels:${app.id}`] });
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.deleteTitle(name)}
      about={consequence(channel)}
      verb={text.delete}
      danger
      busy={remove.isPending}
      onSubmit={() => remove.mutate()}
    >
      {remove.error && <Trouble error={asApiError(remove.error)} />}
    </Dialog>
  );
}
