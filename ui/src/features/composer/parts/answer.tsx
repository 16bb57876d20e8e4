import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import { cx } from "../../../lib/cx";
import type { Progress } from "../run";
import { progressOf } from "../words";

/** What came of what was sent last: where it is, or code, reason and what would help. */
export function Answer({ progress, brief = false }: { progress: Progress<string> | null; brief?: boolean }) {
  return (
    <div role="status" data-testid="composer-answer" className="min-w-0 flex-1 text-row selectable">
      {progress && <Said progress={progress} brief={brief} />}
    </div>
  );
}

function Said({ progress, brief }: { progress: Progress<string>; brief: boolean }) {
  const { total, over, answer, failure } = progress;
  if (!over && total === 1) return null;
  const Icon = over ? (failure ? CircleAlert : CircleCheck) : LoaderCircle;
  const colour = failure ? "text-red" : over ? "text-green" : "text-dim";
  return (
    <div className="flex items-start gap-1.5">
      <Icon className={cx("size-4 shrink-0", colour)} aria-hidden />
      <div className="min-w-0">
        <p className={cx("tnum", brief && "truncate")}>
          {total > 1 && `${progressOf(progress)}. `}
          {failure ? failure.message : over && answer}
          {failure && <span className="ml-1.5 font-mono text-label text-faint">{failure.code}</span>}
        </p>
        {failure?.detail && !brief && <p className="text-dim">{failure.detail}</p>}
      </div>
    </div>
  );
}
