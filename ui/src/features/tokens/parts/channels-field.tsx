import { X } from "lucide-react";
import { useState } from "react";
import { Field } from "../../../components/field";
import { strings } from "../../../lib/strings";
import { ChannelField } from "./channel-field";

const text = strings.tokens.form;

/** Channels of the app, picked one after the other. */
export function ChannelsField({ value, onChange }: { value: string[]; onChange: (value: string[]) => void }) {
  const [typed, setTyped] = useState("");
  return (
    <Field label={text.channels} hint={text.channelsHint}>
      {(control) => (
        <div className="flex flex-col gap-1.5">
          {value.length > 0 && (
            <ul className="flex flex-wrap gap-1">
              {value.map((name) => (
                <li
                  key={name}
                  className="flex max-w-full items-center rounded-control border border-line-strong pl-2 text-row"
                >
                  <span className="truncate">{name}</span>
                  <button
                    type="button"
                    aria-label={text.channelsRemove(name)}
                    title={text.channelsRemove(name)}
                    className="flex size-7 shrink-0 items-center justify-center text-dim hover:text-text"
                    onClick={() => onChange(value.filter((one) => one !== name))}
                  >
                    <X className="size-4" aria-hidden />
                  </button>
                </li>
              ))}
            </ul>
          )}
          <ChannelField
            id={control.id}
            describedBy={control["aria-describedby"]}
            text={typed}
            onType={setTyped}
            wanted={(channel) => !value.includes(channel.name)}
            onPick={(name) => {
              onChange([...value, name]);
              setTyped("");
            }}
          />
        </div>
      )}
    </Field>
  );
}
