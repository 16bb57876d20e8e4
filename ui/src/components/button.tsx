import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from "react";
import { cx } from "../lib/cx";
import { KeyHint, keysText } from "./key-hint";

type Tone = "plain" | "primary" | "danger" | "quiet";

const tones: Record<Tone, string> = {
  plain: "border border-line-strong bg-raised text-text hover:bg-hover",
  primary: "border border-transparent bg-accent text-on-accent hover:opacity-90",
  danger: "border border-line-strong bg-raised text-red hover:bg-hover",
  quiet: "border border-transparent text-dim hover:bg-hover hover:text-text",
};

/** A button that is refused: still focusable, so that its reason can be read, but without effect. */
function refusal(why: string | undefined) {
  if (why === undefined) return {};
  const nothing = (event: MouseEvent) => event.preventDefault();
  return { "aria-disabled": true, "aria-description": why, title: why, onClick: nothing } as const;
}

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: Tone;
  icon?: ReactNode;
  /** Shortcut shown beside the label, as bindings spell it. */
  keys?: string;
  busy?: boolean;
  /** Why it cannot be done: it stays in reach, says so on hover and to assistive tech, and does nothing. */
  refused?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  tone = "plain",
  icon,
  keys,
  busy = false,
  refused,
  className,
  children,
  disabled,
  ...rest
}: Props) {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      className={cx(
        "inline-flex h-7 shrink-0 items-center gap-1.5 rounded-control px-2.5 text-body font-medium whitespace-nowrap",
        "disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-50 [&>svg]:size-4",
        tones[tone],
        className,
      )}
      {...rest}
      {...refusal(refused)}
    >
      {icon}
      {children}
      {keys && <KeyHint keys={keys} className={tone === "primary" ? "text-on-accent" : undefined} />}
    </button>
  );
}

interface IconProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "aria-label"> {
  label: string;
  icon: ReactNode;
  /** Shortcut shown in the tooltip, as bindings spell it. */
  keys?: string;
  pressed?: boolean;
  /** As of a button. */
  refused?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, icon, keys, pressed, refused, className, ...rest }: IconProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={keys ? `${label} (${keysText(keys)})` : label}
      className={cx(
        "inline-flex size-7 shrink-0 items-center justify-center rounded-control text-dim hover:bg-hover hover:text-text",
        "aria-pressed:bg-accent-soft aria-pressed:text-accent disabled:opacity-50 aria-disabled:opacity-50 [&>svg]:size-4",
        className,
      )}
      {...rest}
      {...refusal(refused)}
    >
      {icon}
    </button>
  );
}
