import type { ReactNode } from "react";
import { type Term, termText } from "../../../../lib/filter-term";
import { detail as text } from "../../../../lib/strings/detail";

export type OnTerm = (term: Term) => void;

/** A value that becomes a condition of the filter: a click asks for it, with Alt for everything else. */
export function TermButton({
  name,
  value,
  onTerm,
  children = value,
}: {
  name: string;
  value: string;
  onTerm: OnTerm;
  children?: ReactNode;
}) {
  const term = { key: name, value, exclude: false };
  return (
    <button
      type="button"
      title={text.includeValue(termText(term))}
      className="max-w-full truncate rounded-sm font-mono text-row hover:text-accent hover:underline"
      onClick={(event) => onTerm({ ...term, exclude: event.altKey })}
    >
      {children}
    </button>
  );
}
