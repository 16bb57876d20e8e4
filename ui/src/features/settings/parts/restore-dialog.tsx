import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Snapshot } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Check } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { ms, stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { timeName } from "../snapshot-name";

const text = strings.settings.snapshots;

/** Goes back, and keeps a way forward unless it is not wanted. */
export function RestoreDialog({ of: snapshot, onClose }: { of: Snapshot; onClose: () => void }) {
  const { api, server } = usePlace();
  const client = useQueryClient();
  const [first, setFirst] = useState(true);
  const restore = useMutation({
    mutationFn: async () => {
      if (first) {
        await ask(api.POST("/admin/v1/snapshots", { body: { name: text.beforeName(timeName(new Date())) } }));
      }
      return ask(
        api.POST("/admin/v1/snapshots/{snapshot}/restore", { params: { path: { snapshot: snapshot.name } } }),
      );
    },
    onSuccess: (done) => {
      onClose();
      say(text.restored(done.name, ms(done.took_ms)));
      // Everything may be different now.
      void client.invalidateQueries({ queryKey: [server] });
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.restoreTitle(snapshot.name)}
      about={text.restoreAbout(stamp(snapshot.taken_at))}
      verb={text.restoreVerb}
      danger
      busy={restore.isPending}
      onSubmit={() => restore.mutate()}
    >
      <Check label={text.first} checked={first} onChange={setFirst} />
      {restore.error && <Trouble error={asApiError(restore.error)} />}
    </Dialog>
  );
}
