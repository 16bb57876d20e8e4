import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useQueries } from "../../../api/use-queries";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { timeName } from "../snapshot-name";

const text = strings.settings.snapshots;

export function TakeDialog({ onClose }: { onClose: () => void }) {
  const { api } = usePlace();
  const client = useQueryClient();
  const { queryKey } = useQueries().snapshots();
  const [name, setName] = useState(() => timeName(new Date()));
  const take = useMutation({
    mutationFn: () => ask(api.POST("/admin/v1/snapshots", { body: { name: name.trim() } })),
    onSuccess: async (taken) => {
      await client.invalidateQueries({ queryKey });
      onClose();
      say(text.taken(taken.name));
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.takeTitle}
      about={text.takeAbout}
      verb={text.take}
      busy={take.isPending}
      blocked={name.trim() === ""}
      onSubmit={() => take.mutate()}
    >
      <Field label={text.name} hint={text.nameHint}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={64}
            value={name}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {take.error && <Trouble error={asApiError(take.error)} />}
    </Dialog>
  );
}
