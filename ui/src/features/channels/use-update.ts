import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import type { Channel, UpdateChannel } from "../../api/types";
import { complain, mention, sayUndo } from "../../components/toast";
import { strings } from "../../lib/strings";

export interface Update {
  name: string;
  body: UpdateChannel;
  /** What takes it back. */
  back: UpdateChannel;
  /** What to say when it is done. */
  done: string;
}

/** Changes a channel, and offers to take it back. */
export function useUpdateChannel() {
  const { api, app, server } = usePlace();
  const client = useQueryClient();
  const patch = async (name: string, body: UpdateChannel): Promise<Channel> => {
    const params = { path: { app: app.id, channel: name } };
    const channel = await ask(api.PATCH("/admin/v1/apps/{app}/channels/{channel}", { params, body }));
    // Shown at once, not only when the stream says so.
    await Promise.all([
      client.invalidateQueries({ queryKey: [server, `channel:${app.id}/${name}`] }),
      client.invalidateQueries({ queryKey: [server, `channels:${app.id}`] }),
    ]);
    return channel;
  };
  return useMutation({
    mutationFn: ({ name, body }: Update) => patch(name, body),
    onSuccess: (_, { name, back, done }) =>
      sayUndo(done, () => {
        patch(name, back).then(
          () => mention(strings.common.undone),
          (thrown: unknown) => complain(asApiError(thrown)),
        );
      }),
  });
}
