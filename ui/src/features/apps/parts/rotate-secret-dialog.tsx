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
import { bitsOf, bytesOf, signs } from "../secret";
import { OverlapChoice, USUAL_OVERLAP } from "./overlap-choice";

const text = strings.apps.signing;

type Source = keyof typeof text.sources;

const sources = Object.keys(text.sources) as Source[];

/** Makes a new secret, or takes one's own, and asks how long the present ones go on. */
export function RotateSecretDialog({ app, onClose }: { app: string; onClose: () => void }) {
  const { api } = usePlace();
  const client = useQueryClient();
  const { queryKey } = useQueries().credentials(app);
  const [overlap, setOverlap] = useState(USUAL_OVERLAP);
  const [source, setSource] = useState<Source>("drawn");
  const [own, setOwn] = useState("");
  const [tried, setTried] = useState(false);
  const rotate = useMutation({
    mutationFn: () =>
      ask(
        api.POST("/admin/v1/apps/{app}/signing-keys", {
          params: { path: { app } },
          body: { overlap_ms: overlap, ...(source === "own" ? { secret: own } : {}) },
        }),
      ),
    onSuccess: (credentials) => {
      client.setQueryData(queryKey, credentials);
      onClose();
      say(text.rotated);
    },
  });
  const wrong = source === "own" && !signs(own);
  const bits = bitsOf(own);
  const submit = () => {
    setTried(true);
    if (!wrong) rotate.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.rotateTitle}
      about={text.rotateAbout}
      verb={text.rotate}
      danger={overlap === 0}
      busy={rotate.isPending}
      onSubmit={submit}
    >
      <OverlapChoice
        legend={text.rotateAbout}
        value={overlap}
        onChange={setOverlap}
        about={text.overlapAbout}
      />
      <fieldset className="border-t border-line pt-3">
        <legend className="sr-only">{text.source}</legend>
        <p aria-hidden className="text-label font-medium text-dim">
          {text.source}
        </p>
        {sources.map((one) => (
          <label key={one} className="flex min-h-7 items-center gap-2">
            <input
              type="radio"
              name="source"
              className="size-3.5 accent-accent"
              checked={source === one}
              onChange={() => setSource(one)}
            />
            {text.sources[one]}
          </label>
        ))}
      </fieldset>
      {source === "own" && (
        <Field
          label={text.own}
          hint={
            own && !wrong
              ? `${text.bytes(bytesOf(own))} · ${bits ? text.encrypts(String(bits)) : text.signsOnly}`
              : text.ownHint
          }
          error={tried && wrong ? text.ownWrong(bytesOf(own)) : undefined}
        >
          {(control) => (
            <Input {...control} autoFocus mono value={own} onChange={(event) => setOwn(event.target.value)} />
          )}
        </Field>
      )}
      {rotate.error && <Trouble error={asApiError(rotate.error)} />}
    </Dialog>
  );
}
