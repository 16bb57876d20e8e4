//! Dialogs that let a token in: subscribe it at once, or give it a grant.

import { useState } from "react";
import { asApiError } from "../../../api/error";
import { Dialog } from "../../../components/dialog";
import { Check, Field, Input, Select } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { strings } from "../../../lib/strings";
import type { useMembers } from "../use-members";
import { type Chosen, TokenField } from "./token-field";

const text = strings.channels;

type Members = ReturnType<typeof useMembers>;

const HOUR = 3_600_000;

const terms = { always: undefined, hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR };

type Term = keyof typeof terms;

export function SubscribeDialog({ members, onClose }: { members: Members; onClose: () => void }) {
  const { subscribe } = members;
  const [token, setToken] = useState<Chosen>();
  const [ephemeral, setEphemeral] = useState(false);
  const [tried, setTried] = useState(false);
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.subscribe}
      about={text.subscribeAbout}
      verb={text.subscribeVerb}
      busy={subscribe.isPending}
      onSubmit={() => {
        setTried(true);
        if (token) {
          subscribe.mutate({ token: token.id, label: token.label, ephemeral }, { onSuccess: onClose });
        }
      }}
    >
      <Field label={text.token} error={tried && !token ? text.tokenWrong : undefined}>
        {(control) => <TokenField control={control} onChoose={setToken} autoFocus />}
      </Field>
      <Check label={text.untilSession} checked={ephemeral} onChange={setEphemeral} />
      {subscribe.error && <Trouble error={asApiError(subscribe.error)} />}
    </Dialog>
  );
}

export function GrantDialog({ members, onClose }: { members: Members; onClose: () => void }) {
  const { give } = members;
  const [token, setToken] = useState<Chosen>();
  const [term, setTerm] = useState<Term>("always");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const duration = terms[term];
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.grant}
      about={text.grantAbout}
      verb={text.grantVerb}
      busy={give.isPending}
      onSubmit={() => {
        setTried(true);
        if (!token) return;
        const grant = {
          token: token.id,
          label: token.label,
          ...(duration ? { duration_ms: duration } : {}),
          ...(reason ? { reason } : {}),
        };
        give.mutate(grant, { onSuccess: onClose });
      }}
    >
      <Field label={text.token} error={tried && !token ? text.tokenWrong : undefined}>
        {(control) => <TokenField control={control} onChoose={setToken} autoFocus />}
      </Field>
      <Field label={text.grantTerm}>
        {(control) => (
          <Select {...control} value={term} onChange={(event) => setTerm(event.target.value as Term)}>
            {(Object.keys(terms) as Term[]).map((one) => (
              <option key={one} value={one}>
                {text.grantTerms[one]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={text.reason} hint={text.reasonHint}>
        {(control) => (
          <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      {give.error && <Trouble error={asApiError(give.error)} />}
    </Dialog>
  );
}
