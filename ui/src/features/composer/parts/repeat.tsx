import { useId } from "react";
import { Check, Input } from "../../../components/field";
import { composer as text } from "../../../lib/strings/composer";
import type { Composer } from "../use-composer";

/** How often, and how fast. */
export function Repeat({ composer: { draft, change, problems } }: { composer: Composer }) {
  return (
    <div className="flex shrink-0 items-center gap-2">
      <Check label={text.repeat} checked={draft.repeat} onChange={(repeat) => change({ repeat })} />
      {draft.repeat && (
        <>
          <NumberField
            label={text.count}
            value={draft.count}
            error={problems.count}
            onChange={(count) => change({ count })}
          />
          <NumberField
            label={text.interval}
            hint={text.intervalNone}
            value={draft.interval}
            error={problems.interval}
            onChange={(interval) => change({ interval })}
          />
        </>
      )}
    </div>
  );
}

function NumberField({
  label,
  hint,
  value,
  error,
  onChange,
}: {
  label: string;
  hint?: string;
  value: string;
  error: string | undefined;
  onChange: (typed: string) => void;
}) {
  const id = useId();
  return (
    <span className="flex items-center gap-1.5">
      <label htmlFor={id} className="text-label text-dim">
        {label}
      </label>
      <Input
        id={id}
        inputMode="numeric"
        className="w-16"
        title={error ?? hint}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-wrong` : undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {error && (
        <span id={`${id}-wrong`} className="text-label text-red">
          {error}
        </span>
      )}
    </span>
  );
}
