import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useQueries } from "../../../api/use-queries";
import { Dialog } from "../../../components/dialog";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { OverlapChoice, USUAL_OVERLAP } from "./overlap-choice";

const text = strings.apps.keys;

/** Makes a new key and asks how long the present ones go on. */
export function RotateDialog({ app, onClose }: { app: string; onClose: () => void }) {
  const { api } = usePlace();
  const client = useQueryClient();
  const { queryKey } = useQueries().credentials(app);
  const [overlap, setOverlap] = useState(USUAL_OVERLAP);
  const rotate = useMutation({
    mutationFn: () =>
      ask(
        api.POST("/admin/v1/apps/{app}/credentials/rotate", {
          params: { path: { app } },
          body: { overlap_ms: overlap },
        }),
      ),
    onSuccess: (credentials) => {
      client.setQueryData(queryKey, credentials);
      onClose();
      say(text.rotated);
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.rotateTitle}
      about={text.rotateAbout}
      verb={text.rotate}
      danger={overlap === 0}
      busy={rotate.isPending}
      onSubmit={() => rotate.mutate()}
    >
      <OverlapChoice
        legend={text.rotateAbout}
        value={overlap}
        onChange={setOverlap}
        about={text.overlapAbout}
      />
      {rotate.error && <Trouble error={asApiError(rotate.error)} />}
    </Dialog>
  );
}
