import { Check, Copy as CopyIcon } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { cx } from "../lib/cx";
import { middle } from "../lib/format";
import { strings } from "../lib/strings";
import { Button, IconButton } from "./button";

const SHOWN_MS = 1200;

/** Puts text on the clipboard; true for a moment afterwards. */
function useCopy(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return [copied, copy];
}

/** An id in mono, cut in the middle, whole on hover; a click copies it. A secret is never shown whole. */
export function CopyId({
  id,
  head,
  tail,
  secret = false,
  className,
}: {
  id: string;
  head?: number;
  tail?: number;
  /** Whoever has it may use it: only a copy is whole. */
  secret?: boolean;
  className?: string;
}) {
  const [copied, copy] = useCopy();
  const shown = middle(id, head, tail);
  return (
    <button
      type="button"
      title={secret ? strings.common.copy : id}
      aria-label={`${strings.common.copy} ${shown}`}
      onClick={() => copy(id)}
      className={cx(
        "group inline-flex min-w-0 items-center gap-1 rounded-sm font-mono text-row hover:text-accent",
        className,
      )}
    >
      <span className="truncate">{shown}</span>
      {copied ? (
        <Check className="size-3 text-green" aria-label={strings.common.copied} />
      ) : (
        <CopyIcon className="size-3 opacity-0 group-hover:opacity-100" aria-hidden />
      )}
    </button>
  );
}

export function CopyButton({
  text,
  label = strings.common.copy,
  small = false,
  icon = <CopyIcon aria-hidden />,
}: {
  text: string;
  label?: string;
  small?: boolean;
  icon?: ReactNode;
}) {
  const [copied, copy] = useCopy();
  const shown = copied ? <Check aria-hidden className="text-green" /> : icon;
  if (small)
    return (
      <IconButton label={copied ? strings.common.copied : label} icon={shown} onClick={() => copy(text)} />
    );
  return (
    <Button icon={shown} onClick={() => copy(text)}>
      {copied ? strings.common.copied : label}
    </Button>
  );
}
