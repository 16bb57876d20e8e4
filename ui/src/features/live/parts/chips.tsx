import { CircleAlert, X } from "lucide-react";
import { cx } from "../../../lib/cx";
import { sentence } from "../../../lib/format";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";
import type { Draft } from "../draft";

const text = strings.live.filter;

/** The same filter part by part, each to be removed; or what is wrong with it. */
export function Chips({ draft }: { draft: Draft }) {
  const { text: typed, read, trouble } = useStore(draft);
  const error = read.text === typed ? read.error : undefined;
  if (error || trouble) {
    return (
      <p role="alert" className="flex min-h-7 items-center gap-1.5 px-3 pb-1 text-row">
        <CircleAlert className="size-4 text-red" aria-hidden />
        <span className="text-red">{error ? sentence(error.message) : `${text.unread}: ${trouble}`}</span>
        {error && <span className="truncate text-dim">{text.expected(error.expected)}</span>}
      </p>
    );
  }
  if (read.chips.length === 0 || typed.trim() === "") return null;
  return (
    <ul aria-label={text.chips} className="flex flex-wrap gap-1.5 px-3 pb-2">
      {read.chips.map((chip) => (
        <li
          key={`${chip.from} ${chip.text}`}
          className={cx(
            "flex h-6 max-w-80 items-center rounded-full border border-line-strong pl-2 font-mono text-label",
            chip.negated ? "text-red" : "text-text",
          )}
        >
          <span className="truncate">{chip.text}</span>
          <button
            type="button"
            aria-label={text.remove(chip.text)}
            title={text.remove(chip.text)}
            onClick={() => draft.remove(chip)}
            className="flex h-6 w-6 items-center justify-center rounded-full text-faint hover:text-text focus-visible:-outline-offset-2"
          >
            <X className="size-3" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
