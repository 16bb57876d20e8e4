import { CircleCheck, CircleX, Undo2 } from "lucide-react";
import type { JournalEntry } from "../../../api/types";
import { cx } from "../../../lib/cx";
import { strings } from "../../../lib/strings";

const looks = {
  allowed: { icon: CircleCheck, colour: "text-green" },
  denied: { icon: CircleX, colour: "text-red" },
  revoked: { icon: Undo2, colour: "text-amber" },
} as const;

/** How a question ended: an icon and a word. */
export function OutcomeWord({ outcome }: { outcome: JournalEntry["outcome"] }) {
  const { icon: Icon, colour } = looks[outcome];
  return (
    <span className={cx("inline-flex shrink-0 items-center gap-1.5 align-middle", colour)}>
      <Icon className="size-4" aria-hidden />
      {strings.approvals.outcomes[outcome]}
    </span>
  );
}
