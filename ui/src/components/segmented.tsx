import { useId } from "react";
import { cx } from "../lib/cx";

/** One of a few, all of them visible. */
export function Segmented<T extends string>({
  label,
  options,
  value,
  onChange,
  refused,
}: {
  label: string;
  options: { value: T; label: string; title?: string }[];
  value: T;
  onChange: (value: T) => void;
  /** Why nothing can be chosen here; absent if it can. */
  refused?: string | undefined;
}) {
  const name = useId();
  return (
    <fieldset
      disabled={refused !== undefined}
      title={refused}
      className="inline-flex h-7 shrink-0 rounded-control border border-line-strong bg-raised p-px"
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          title={option.title}
          className={cx(
            "relative flex items-center rounded-[5px] px-2.5 text-row font-medium whitespace-nowrap text-dim hover:text-text",
            "has-checked:bg-accent-soft has-checked:text-accent",
            "has-focus-visible:outline-2 has-focus-visible:outline-accent",
          )}
        >
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 appearance-none outline-none"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
