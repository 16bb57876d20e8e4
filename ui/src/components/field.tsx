import { ChevronDown } from "lucide-react";
import { type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, useId } from "react";
import { cx } from "../lib/cx";

const box =
  "h-7 w-full min-w-0 rounded-control border border-line-strong bg-raised px-2 text-body text-ellipsis text-text selectable " +
  "focus-visible:outline-offset-0 disabled:opacity-50 aria-invalid:border-red";

interface InputProps extends InputHTMLAttributes<HTMLInputElement> {
  icon?: ReactNode;
  /** Stands at the right end, such as a key hint. */
  end?: ReactNode;
  mono?: boolean;
  ref?: Ref<HTMLInputElement>;
}

export function Input({ icon, end, mono, className, ...rest }: InputProps) {
  return (
    <span className={cx("relative flex min-w-0 items-center [&>svg]:size-4", className)}>
      {icon && <span className="pointer-events-none absolute left-2 text-faint [&>svg]:size-4">{icon}</span>}
      <input
        spellCheck={false}
        autoComplete="off"
        autoCorrect="off"
        className={cx(box, icon ? "pl-7" : null, end ? "pr-16" : null, mono && "font-mono text-row")}
        {...rest}
      />
      {end && <span className="absolute right-1.5 flex items-center gap-1 text-faint">{end}</span>}
    </span>
  );
}

export function Select({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <span className={cx("relative inline-flex items-center", className)}>
      <select className={cx(box, "cursor-default appearance-none pr-7 select-none")} {...rest} />
      <ChevronDown className="pointer-events-none absolute right-2 size-4 text-faint" aria-hidden />
    </span>
  );
}

/** A labelled control with its hint or its error beneath. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: string;
  hint?: string;
  error?: string | undefined;
  children: (control: {
    id: string;
    "aria-describedby": string;
    "aria-invalid": true | undefined;
  }) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-label font-medium text-dim">
        {label}
      </label>
      {children({ id, "aria-describedby": `${id}-about`, "aria-invalid": error ? true : undefined })}
      <p id={`${id}-about`} className={cx("min-h-4 text-label", error ? "text-red" : "text-faint")}>
        {error ?? hint}
      </p>
    </div>
  );
}

export function Check({
  label,
  about,
  checked,
  disabled = false,
  onChange,
}: {
  label: string;
  about?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="flex min-h-7 items-center gap-2">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="size-3.5 accent-accent"
      />
      <span>{label}</span>
      {about && <span className="text-label text-faint">{about}</span>}
    </label>
  );
}
