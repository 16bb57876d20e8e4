import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useQueries } from "../../../api/use-queries";
import { Dialog } from "../../../components/dialog";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.apps.keys;

const overlaps = Object.keys(text.overlaps).map(Number);

/** A day: long enough to put the new key everywhere, short enough not to be forgotten. */
const USUAL = 86_400_000;

/** Makes a new key and asks how long the present ones go on. */
export function RotateDialog({ app, onClose }: { app: string; onClose: () => void }) {
  const { api } = usePlace();
  const client = useQueryClient();
  const { queryKey } = useQueries().credentials(app);
  const [overlap, setOverlap] = useState(USUAL);
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
      <fieldset>
        <legend className="sr-only">{text.rotateAbout}</legend>
        {overlaps.map((ms) => (
          <label key={ms} className="flex min-h-7 items-center gap-2">
            <input
              type="radio"
              name="overlap"
              className="size-3.5 accent-accent"
              checked={overlap === ms}
              onChange={() => setOverlap(ms)}
            />
            {text.overlaps[ms]}
          </label>
        ))}
      </fieldset>
      <p role="status" className={overlap === 0 ? "text-red" : "text-dim"}>
        {overlap === 0
          ? text.overlapAbout.now
          : text.overlapAbout.later(stamp(new Date(Date.now() + overlap).toISOString()))}
      </p>
      {rotate.error && <Trouble error={asApiError(rotate.error)} />}
    </Dialog>
  );
}
