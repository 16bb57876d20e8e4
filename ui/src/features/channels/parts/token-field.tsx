import { useState } from "react";
import { useTokenOptions } from "../../../api/use-options";
import { Combobox } from "../../../components/combobox";
import { strings } from "../../../lib/strings";

/** A token of the app. */
export interface Chosen {
  id: string;
  label: string;
}

/** A field in which a token is chosen, by its name or its id. */
export function TokenField({
  control,
  label,
  onChoose,
  autoFocus = false,
}: {
  control?: { id: string; "aria-describedby": string; "aria-invalid": true | undefined };
  label?: string;
  onChoose: (token: Chosen | undefined) => void;
  autoFocus?: boolean;
}) {
  const [text, setText] = useState("");
  const [searched, setSearched] = useState("");
  const { options, searching } = useTokenOptions(searched);
  const choose = (id: string, shown: string) => onChoose({ id, label: shown });
  return (
    <Combobox
      {...(control
        ? {
            id: control.id,
            describedBy: control["aria-describedby"],
            invalid: control["aria-invalid"] === true,
          }
        : {})}
      {...(label ? { label } : {})}
      placeholder={label ?? strings.channels.tokenHint}
      autoFocus={autoFocus}
      text={text}
      searching={searching}
      options={options}
      onType={(typed) => {
        setText(typed);
        setSearched(typed);
        const exact = options.find((one) => one.value === typed.trim());
        if (exact) choose(exact.value, exact.label);
        else onChoose(undefined);
      }}
      onPick={(option) => {
        setText(option.label);
        choose(option.value, option.label);
      }}
    />
  );
}
