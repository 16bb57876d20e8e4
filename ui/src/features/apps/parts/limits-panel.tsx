import { RotateCcw } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { App } from "../../../api/types";
import { Button, IconButton } from "../../../components/button";
import { Input } from "../../../components/field";
import { Panel } from "../../../components/panel";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { fieldOf, LIMITS, type LimitName, limitChanges, limitForm, limitNames } from "../model";
import { useUpdateApp } from "../use-update";

const text = strings.apps;

/** The most that the app's clients and backend may have, send and do. */
export function LimitsPanel({ app }: { app: App }) {
  const { may, refused } = useMay("manage");
  // Nothing typed: what the server has, also when somebody else changes it.
  const [typed, setTyped] = useState<Partial<Record<LimitName, string>>>({});
  const update = useUpdateApp(app);
  const form = { ...limitForm(app.limits), ...typed };
  const { wrong, changes } = limitChanges(form, app.limits);
  const error = update.error ? asApiError(update.error) : undefined;
  const at = error && fieldOf(limitNames, error);
  const problem = (name: LimitName) =>
    wrong.includes(name)
      ? text.notNumber
      : at === name
        ? [error?.message, error?.detail].filter(Boolean).join(" ")
        : undefined;
  const change = (name: LimitName, value: string) => {
    if (at === name) update.reset();
    setTyped({ ...typed, [name]: value });
  };
  const changed = wrong.length > 0 || Object.keys(changes).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!may || wrong.length > 0 || !changed) return;
    update.mutate(
      { limits: changes },
      {
        onSuccess: () => {
          setTyped({});
          say(text.limits.saved);
        },
      },
    );
  };
  return (
    <Panel title={text.limits.title}>
      <p className="mb-3 text-row text-dim">{text.limits.about}</p>
      <form onSubmit={submit} className="flex flex-col gap-2">
        {limitNames.map((name) => (
          <Limit
            key={name}
            name={name}
            value={form[name]}
            problem={problem(name)}
            disabled={!may}
            onChange={(value) => change(name, value)}
          />
        ))}
        {error && !at && <Trouble error={error} />}
        <div className="mt-1 flex justify-end gap-2">
          {changed && (
            <Button
              onClick={() => {
                setTyped({});
                update.reset();
              }}
            >
              {text.undo}
            </Button>
          )}
          <Button
            type="submit"
            tone="primary"
            refused={refused}
            busy={update.isPending}
            disabled={!changed || wrong.length > 0}
          >
            {text.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Limit({
  name,
  value,
  problem,
  disabled,
  onChange,
}: {
  name: LimitName;
  value: string;
  problem: string | undefined;
  disabled: boolean;
  onChange: (value: string) => void;
}) {
  const { least, most, usual } = LIMITS[name];
  const words = text.limits.fields[name];
  const about = `limit-${name}-about`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_104px_88px_28px] items-center gap-x-2">
      <label htmlFor={`limit-${name}`} className="min-w-0">
        {words.name} {words.about && <span className="text-row text-dim">{words.about}</span>}
      </label>
      <Input
        id={`limit-${name}`}
        inputMode="numeric"
        disabled={disabled}
        aria-invalid={problem ? true : undefined}
        aria-describedby={about}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className="text-row text-dim">{words.unit}</span>
      <IconButton
        label={`${words.name}: ${text.limits.setUsual(count(usual))}`}
        icon={<RotateCcw aria-hidden />}
        className={value === String(usual) ? "invisible" : undefined}
        disabled={disabled}
        onClick={() => onChange(String(usual))}
      />
      <p
        id={about}
        className={problem ? "col-span-4 text-label text-red" : "col-span-4 text-label text-faint"}
      >
        {problem ?? text.limits.range(count(least), count(most), count(usual))}
      </p>
    </div>
  );
}
