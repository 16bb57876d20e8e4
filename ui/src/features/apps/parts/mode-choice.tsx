import { useId } from "react";
import type { App } from "../../../api/types";
import { strings } from "../../../lib/strings";

const text = strings.apps.joins;

type Mode = App["join_mode"];

const modes = Object.keys(text.modes) as Mode[];

/** What happens to private joins, each answer with its meaning. */
export function ModeChoice({
  value,
  onChange,
  disabled = false,
  headed = false,
}: {
  value: Mode;
  onChange: (mode: Mode) => void;
  disabled?: boolean;
  /** A heading above says the same. */
  headed?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className="flex flex-col" disabled={disabled}>
      <legend className={headed ? "sr-only" : "mb-1 text-label font-medium text-dim"}>{text.title}</legend>
      {modes.map((mode) => (
        <label key={mode} className="flex min-h-8 items-center gap-2">
          <input
            type="radio"
            name={name}
            className="size-3.5 accent-accent"
            checked={value === mode}
            onChange={() => onChange(mode)}
          />
          <span className="w-24 shrink-0">{text.modes[mode]}</span>
          <span className="text-row text-dim">{text.modesAbout[mode]}</span>
        </label>
      ))}
    </fieldset>
  );
}
