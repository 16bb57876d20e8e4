import { Field, Input } from "../../../components/field";
import { strings } from "../../../lib/strings";
import { MOST_ID } from "../model";

const text = strings.tokens.client;

/** Most bytes of the text that a backend keeps with a client. */
const MOST_EXTRA = 4096;

/** What is kept of a client. */
export interface ClientFacts {
  username: string;
  extra: string;
}

export function ClientFields({
  value,
  onChange,
  autoFocus = false,
}: {
  value: ClientFacts;
  onChange: (value: ClientFacts) => void;
  autoFocus?: boolean;
}) {
  return (
    <>
      <Field label={text.username} hint={text.usernameHint}>
        {(control) => (
          <Input
            {...control}
            autoFocus={autoFocus}
            maxLength={MOST_ID}
            value={value.username}
            onChange={(event) => onChange({ ...value, username: event.target.value })}
          />
        )}
      </Field>
      <Field label={text.extra} hint={text.extraHint}>
        {(control) => (
          <Input
            {...control}
            mono
            maxLength={MOST_EXTRA}
            value={value.extra}
            onChange={(event) => onChange({ ...value, extra: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
