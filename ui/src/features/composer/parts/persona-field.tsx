import { useEffect, useState } from "react";
import { useTokenOptions } from "../../../api/use-options";
import { Combobox } from "../../../components/combobox";
import type { Persona } from "../draft";

/** A token or client, found by name or id. Text that names nobody gives way to who was chosen before. */
export function PersonaField({
  control,
  value,
  placeholder,
  onChange,
}: {
  control: { id: string; "aria-describedby": string; "aria-invalid": true | undefined };
  value: Persona | null;
  placeholder: string;
  onChange: (persona: Persona | null) => void;
}) {
  const [typed, setTyped] = useState(value?.label ?? "");
  const label = value?.label ?? "";
  // Chosen elsewhere, such as by loading a message.
  useEffect(() => setTyped(label), [label]);
  const { options, searching } = useTokenOptions(typed === label ? "" : typed);
  const pick = (id: string, shown: string) => {
    setTyped(shown);
    onChange({ id, label: shown });
  };
  return (
    <Combobox
      id={control.id}
      describedBy={control["aria-describedby"]}
      invalid={control["aria-invalid"] === true}
      up
      placeholder={placeholder}
      text={typed}
      options={options}
      searching={searching}
      onType={(text) => {
        setTyped(text);
        const wanted = text.trim().toLowerCase();
        const exact = options.find((one) => one.value === text.trim() || one.label.toLowerCase() === wanted);
        if (wanted === "") onChange(null);
        else if (exact) onChange({ id: exact.value, label: exact.label });
      }}
      onPick={({ value: id, label: shown }) => pick(id, shown)}
      onLeave={() => setTyped(label)}
    />
  );
}
