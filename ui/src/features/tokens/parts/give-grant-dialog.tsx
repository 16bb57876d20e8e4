import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Token } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { DurationInput } from "../../../components/duration-input";
import { Field, Input, Select } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { type Duration, msOf, UNITS } from "../../../lib/duration";
import { strings } from "../../../lib/strings";
import { callOf } from "../model";
import { useReadGrants } from "../use-update";
import { ChannelField } from "./channel-field";

const text = strings.tokens.grants;

type Term = keyof typeof text.terms;

const terms = Object.keys(text.terms) as Term[];

/** Spans in ms; the others are for good, or typed. */
const spans: Partial<Record<Term, number>> = {
  hour: UNITS.hour,
  day: UNITS.day,
  week: 7 * UNITS.day,
  month: 30 * UNITS.day,
};

/** A permission for a private channel, for a time or until it is revoked. */
export function GiveGrantDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { api, app } = usePlace();
  const readAgain = useReadGrants(token.id);
  const [channel, setChannel] = useState("");
  const [term, setTerm] = useState<Term>("always");
  const [other, setOther] = useState<Duration>({ amount: "3", unit: "day" });
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const typed = msOf(other);
  const duration = term === "other" ? typed : spans[term];
  const give = useMutation({
    mutationFn: () =>
      ask(
        api.PUT("/admin/v1/apps/{app}/channels/{channel}/grants/{token}", {
          params: { path: { app: app.id, channel: channel.trim(), token: token.id } },
          body: {
            ...(duration === undefined ? {} : { duration_ms: duration }),
            ...(reason.trim() ? { reason: reason.trim() } : {}),
          },
        }),
      ),
    onSuccess: async (grant) => {
      await readAgain();
      onClose();
      say(text.given(grant.channel));
    },
  });
  const unnamed = channel.trim() === "";
  const odd = term === "other" && typed === undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.giveTitle(callOf(token))}
      about={text.giveAbout}
      verb={text.give}
      busy={give.isPending}
      blocked={tried && (unnamed || odd)}
      onSubmit={() => {
        setTried(true);
        if (!unnamed && !odd) give.mutate();
      }}
    >
      <Field
        label={text.channel}
        hint={text.channelHint}
        error={tried && unnamed ? text.channelEmpty : undefined}
      >
        {(control) => (
          <ChannelField
            id={control.id}
            describedBy={control["aria-describedby"]}
            invalid={tried && unnamed}
            autoFocus
            text={channel}
            onType={setChannel}
            onPick={setChannel}
            wanted={({ visibility }) => visibility === "private"}
          />
        )}
      </Field>
      <div className="flex items-start gap-2">
        <Field label={text.term} error={odd ? text.durationWrong : undefined}>
          {(control) => (
            <Select {...control} value={term} onChange={(event) => setTerm(event.target.value as Term)}>
              {terms.map((one) => (
                <option key={one} value={one}>
                  {text.terms[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {term === "other" && (
          <div className="pt-5">
            <DurationInput
              label={text.term}
              value={other}
              onChange={setOther}
              aria-label={text.terms.other}
            />
          </div>
        )}
      </div>
      <Field label={text.reason} hint={text.reasonHint}>
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {give.error && <Trouble error={asApiError(give.error)} />}
    </Dialog>
  );
}
