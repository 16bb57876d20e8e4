import { useState } from "react";
import { asApiError } from "../../../api/error";
import type { Channel } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { strings } from "../../../lib/strings";
import { meaningOf, traitsOf, updateOf } from "../model";
import { useUpdateChannel } from "../use-update";
import { CapabilityField, VisibilityField } from "./trait-fields";

const text = strings.channels;

/** Changes what a channel is, and says what that means for who is in. */
export function EditChannelDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  // What it was when the dialog opened: that is what is compared, and what an undo goes back to.
  const [before] = useState(() => traitsOf(channel));
  const [traits, setTraits] = useState(before);
  const update = useUpdateChannel();
  const body = updateOf(before, traits);
  const meaning = meaningOf(before, traits, channel.members);
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.editTitle(channel.name)}
      verb={text.editVerb}
      wide
      busy={update.isPending}
      blocked={!body}
      onSubmit={() => {
        const back = updateOf(traits, before);
        if (!body || !back) return;
        const done = text.edited(channel.name);
        update.mutate({ name: channel.name, body, back, done }, { onSuccess: onClose });
      }}
    >
      <VisibilityField
        value={traits.visibility}
        onChange={(visibility) => setTraits({ ...traits, visibility })}
      />
      <CapabilityField
        value={traits.capabilities}
        onChange={(capabilities) => setTraits({ ...traits, capabilities })}
      />
      <Field label={text.extra} hint={text.extraHint}>
        {(control) => (
          <Input
            {...control}
            value={traits.extra}
            onChange={(event) => setTraits({ ...traits, extra: event.target.value })}
          />
        )}
      </Field>
      <div aria-live="polite" className="rounded-control border border-line bg-canvas p-2 text-row">
        {meaning.length > 0 ? (
          <>
            <p className="font-medium">{text.editMeans}</p>
            <ul className="mt-1 list-disc pl-4 text-dim">
              {meaning.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </>
        ) : (
          <p className="text-dim">{body ? text.editQuiet : text.editNothing}</p>
        )}
      </div>
      {update.error && <Trouble error={asApiError(update.error)} />}
    </Dialog>
  );
}
