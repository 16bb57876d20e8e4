import { TriangleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { App } from "../../../api/types";
import { Button } from "../../../components/button";
import { DurationInput } from "../../../components/duration-input";
import { Check, Field, Input } from "../../../components/field";
import { Panel } from "../../../components/panel";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { fieldOf } from "../model";
import { type RetentionField, readRetention, retentionForm, shrinks } from "../retention";
import { useUpdateApp } from "../use-update";

const text = strings.apps;
const words = text.retention;

const fields: RetentionField[] = ["messages", "age_ms", "state_versions", "idempotency_ms"];

/** How long the app keeps what it was given. */
export function RetentionPanel({ app }: { app: App }) {
  const { may, refused } = useMay("manage");
  const [form, setForm] = useState(retentionForm(app.retention));
  const update = useUpdateApp(app);
  const { value, wrong } = readRetention(form);
  const error = update.error ? asApiError(update.error) : undefined;
  const at = error && fieldOf(fields, error);
  const changed = JSON.stringify(form) !== JSON.stringify(retentionForm(app.retention));
  const problem = (field: RetentionField) =>
    wrong.includes(field)
      ? text.notNumber
      : at === field
        ? [error?.message, error?.detail].filter(Boolean).join(" ")
        : undefined;
  const change = (part: Partial<typeof form>) => {
    update.reset();
    setForm({ ...form, ...part });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!may || !value || !changed) return;
    update.mutate(
      { retention: value },
      {
        onSuccess: (now) => {
          setForm(retentionForm(now.retention));
          say(words.saved);
        },
      },
    );
  };
  return (
    <Panel title={words.title}>
      <p className="mb-3 text-row text-dim">{words.about}</p>
      <form onSubmit={submit} className="flex flex-col gap-2.5">
        <Field label={words.messages} hint={words.messagesHint} error={problem("messages")}>
          {(control) => (
            <span className="flex gap-3">
              <Input
                {...control}
                className="w-28"
                inputMode="numeric"
                disabled={!may || form.all}
                value={form.all ? "" : form.messages}
                onChange={(event) => change({ messages: event.target.value })}
              />
              <Check
                label={words.all}
                checked={form.all}
                disabled={!may}
                onChange={(all) => change({ all })}
              />
            </span>
          )}
        </Field>
        <Field label={words.age} hint={words.ageHint} error={problem("age_ms")}>
          {(control) => (
            <span className="flex gap-3">
              <DurationInput
                {...control}
                label={words.age}
                disabled={!may || form.ever}
                value={form.age}
                onChange={(age) => change({ age })}
              />
              <Check
                label={words.ever}
                checked={form.ever}
                disabled={!may}
                onChange={(ever) => change({ ever })}
              />
            </span>
          )}
        </Field>
        <Field label={words.versions} hint={words.versionsHint} error={problem("state_versions")}>
          {(control) => (
            <Input
              {...control}
              className="w-28"
              inputMode="numeric"
              disabled={!may}
              value={form.versions}
              onChange={(event) => change({ versions: event.target.value })}
            />
          )}
        </Field>
        <Field label={words.idempotency} hint={words.idempotencyHint} error={problem("idempotency_ms")}>
          {(control) => (
            <DurationInput
              {...control}
              label={words.idempotency}
              disabled={!may}
              value={form.idempotency}
              onChange={(idempotency) => change({ idempotency })}
            />
          )}
        </Field>
        {value && shrinks(app.retention, value) && (
          <p className="flex items-center gap-1.5 text-row text-amber">
            <TriangleAlert className="size-4" aria-hidden />
            {words.shrinks}
          </p>
        )}
        {error && !at && <Trouble error={error} />}
        <div className="flex justify-end gap-2">
          {changed && <Button onClick={() => change(retentionForm(app.retention))}>{text.undo}</Button>}
          <Button
            type="submit"
            tone="primary"
            refused={refused}
            busy={update.isPending}
            disabled={!changed || !value}
          >
            {text.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
