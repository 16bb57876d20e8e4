import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { Field, Input } from "../../../components/field";
import { strings } from "../../../lib/strings";
import { bytesOf, purposeOf, signs } from "../secret";
import { RotateDialog } from "./rotate-dialog";

const text = strings.apps.signing;

type Source = keyof typeof text.sources;

const sources = Object.keys(text.sources) as Source[];

/** Makes a new secret, or takes one's own, and asks how long the present ones go on. */
export function RotateSecretDialog({ app, onClose }: { app: string; onClose: () => void }) {
  const { api } = usePlace();
  const [source, setSource] = useState<Source>("drawn");
  const [own, setOwn] = useState("");
  const [tried, setTried] = useState(false);
  const wrong = source === "own" && !signs(own);
  const rotate = (overlapMs: number) =>
    ask(
      api.POST("/admin/v1/apps/{app}/signing-keys", {
        params: { path: { app } },
        body: { overlap_ms: overlapMs, ...(source === "own" ? { secret: own } : {}) },
      }),
    );
  const ready = () => {
    setTried(true);
    return !wrong;
  };
  return (
    <RotateDialog app={app} words={text} rotate={rotate} ready={ready} onClose={onClose}>
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
          hint={own && !wrong ? `${text.bytes(bytesOf(own))} · ${purposeOf(own)}` : text.ownHint}
          error={tried && wrong ? text.ownWrong(bytesOf(own)) : undefined}
        >
          {(control) => (
            <Input {...control} autoFocus mono value={own} onChange={(event) => setOwn(event.target.value)} />
          )}
        </Field>
      )}
    </RotateDialog>
  );
}
