import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Token } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { callOf } from "../model";

const text = strings.tokens;

/** Takes a token away from its client, or forgets a client, for good. */
export function RevokeDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { api, app } = usePlace();
  const navigate = useNavigate();
  const name = callOf(token);
  const { connections, channels } = token;
  const revoke = useMutation({
    mutationFn: () =>
      ask(
        api.DELETE("/admin/v1/apps/{app}/tokens/{token}", {
          params: { path: { app: app.id, token: token.id } },
        }),
      ),
    onSuccess: () => {
      say(token.client ? text.client.deleted(name) : text.revoked(name));
      void navigate({ to: "/tokens" });
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={token.client ? text.client.deleteTitle(name) : text.revokeTitle(name)}
      about={(token.client ? text.client.deleteAbout : text.revokeAbout)(
        text.revokeConnections(count(connections), connections === 1),
        text.revokeChannels(count(channels.length), channels.length === 1),
      )}
      verb={token.client ? text.client.delete : text.revoke}
      danger
      busy={revoke.isPending}
      onSubmit={() => revoke.mutate()}
    >
      {revoke.error && <Trouble error={asApiError(revoke.error)} />}
    </Dialog>
  );
}
