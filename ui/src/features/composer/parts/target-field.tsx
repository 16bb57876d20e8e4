import { useChannelOptions, useConnectionOptions } from "../../../api/use-options";
import { Combobox } from "../../../components/combobox";
import { Field } from "../../../components/field";
import { composer as text } from "../../../lib/strings/composer";
import type { Composer } from "../use-composer";
import { PersonaField } from "./persona-field";

/** Whom the message is for. */
export function TargetField({ composer: { draft, change, problems } }: { composer: Composer }) {
  if (draft.to === "token")
    return (
      <Field label={text.token} error={problems.token}>
        {(control) => (
          <PersonaField
            control={control}
            placeholder={text.tokenHint}
            value={draft.token}
            onChange={(token) => change({ token })}
          />
        )}
      </Field>
    );
  return draft.to === "channel" ? (
    <ChannelField
      value={draft.channel}
      error={problems.channel}
      onChange={(channel) => change({ channel })}
    />
  ) : (
    <ConnectionField
      value={draft.connection}
      error={problems.connection}
      onChange={(connection) => change({ connection })}
    />
  );
}

interface NameProps {
  value: string;
  error: string | undefined;
  onChange: (name: string) => void;
}

function ChannelField({ value, error, onChange }: NameProps) {
  const offers = useChannelOptions(value);
  return (
    <Field label={text.channel} error={error}>
      {(control) => (
        <Combobox
          {...offers}
          id={control.id}
          describedBy={control["aria-describedby"]}
          invalid={control["aria-invalid"] === true}
          placeholder={text.channelHint}
          text={value}
          onType={onChange}
          onPick={(option) => onChange(option.value)}
        />
      )}
    </Field>
  );
}

function ConnectionField({ value, error, onChange }: NameProps) {
  const offers = useConnectionOptions(value);
  return (
    <Field label={text.connection} error={error}>
      {(control) => (
        <Combobox
          {...offers}
          id={control.id}
          describedBy={control["aria-describedby"]}
          invalid={control["aria-invalid"] === true}
          mono
          placeholder={text.connectionHint}
          text={value}
          onType={onChange}
          onPick={(option) => onChange(option.value)}
        />
      )}
    </Field>
  );
}
