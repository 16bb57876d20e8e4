import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Connection } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { whatIsWrongWithCode, whatIsWrongWithReason } from "../model";

const text = strings.connections;

const DEFAULT = "default";
const FREE = "free";

/** In the order of their numbers, after the dialect's own. */
const offered = [DEFAULT, ...Object.keys(text.codes).filter((code) => code !== DEFAULT)];

/** Ends a connection with a code that says whether to come back, and a reason. */
export function DisconnectDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { api, app, server } = usePlace();
  const client = useQueryClient();
  const [choice, setChoice] = useState(DEFAULT);
  const [typed, setTyped] = useState("4000");
  const [reason, setReason] = useState("");
  const code = choice === FREE ? typed.trim() : choice === DEFAULT ? undefined : choice;
  const codeWrong = choice === FREE ? whatIsWrongWithCode(typed) : undefined;
  const reasonWrong = whatIsWrongWithReason(reason);
  const end = useMutation({
    mutationFn: () =>
      ask(
        api.DELETE("/admin/v1/apps/{app}/connections/{connection}", {
          params: {
            path: { app: app.id, connection: connection.id },
            query: { ...(code ? { code: Number(code) } : {}), ...(reason ? { reason } : {}) },
          },
        }),
      ),
    onSuccess: () => {
      onClose();
      say(text.disconnected(connection.who.label));
      void client.invalidateQueries({ queryKey: [server, `connections:${app.id}`] });
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.disconnectTitle(connection.who.label)}
      about={text.disconnectAbout}
      verb={text.disconnect}
      danger
      wide
      busy={end.isPending}
      blocked={codeWrong !== undefined || reasonWrong !== undefined}
      onSubmit={() => end.mutate()}
    >
      <fieldset className="flex flex-col">
        <legend className="mb-1 text-label font-medium text-dim">{text.code}</legend>
        {offered.map((one) => {
          const [name, about] = text.codes[one] ?? [one, ""];
          return (
            <label key={one} className="flex min-h-8 items-center gap-2">
              <input
                type="radio"
                name="code"
                className="size-3.5 accent-accent"
                checked={choice === one}
                onChange={() => setChoice(one)}
              />
              <span className="w-44 shrink-0">{name}</span>
              <span className="text-row text-dim">{about}</span>
            </label>
          );
        })}
        <label className="flex min-h-8 items-center gap-2">
          <input
            type="radio"
            name="code"
            className="size-3.5 accent-accent"
            checked={choice === FREE}
            onChange={() => setChoice(FREE)}
          />
          {text.codeFree}
        </label>
      </fieldset>
      {choice === FREE && (
        <Field label={text.codeNumber} hint={text.codeHint} error={codeWrong}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              mono
              inputMode="numeric"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field label={text.closeReason} hint={text.closeReasonHint} error={reasonWrong}>
        {(control) => (
          <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      {end.error && <Trouble error={asApiError(end.error)} />}
    </Dialog>
  );
}
