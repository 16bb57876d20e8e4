import type { Traffic } from "../../../../api/types";
import { middle } from "../../../../lib/format";
import { detail } from "../../../../lib/strings/detail";
import { relatedTo } from "../../related";
import { type OnTerm, TermButton } from "./term-button";

const text = detail.related;

/** What belongs together with an event, each as a condition of the filter. */
export function Related({ row, onTerm }: { row: Traffic; onTerm: OnTerm }) {
  const links = relatedTo(row);
  if (links.length === 0) return null;
  return (
    <section className="flex flex-col gap-1 border-t border-line pt-3">
      <h3 className="text-label font-medium text-dim">{text.title}</h3>
      <ul className="flex flex-col gap-1 text-row">
        {links.map(({ why, key, value }) => (
          <li key={why} className="flex min-w-0 items-baseline gap-3">
            <span className="w-24 shrink-0 text-dim">{text[why]}</span>
            <TermButton name={key} value={value} onTerm={onTerm}>
              {key}:{middle(value, 18, 6)}
            </TermButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
