import { TriangleAlert } from "lucide-react";
import { usePlace } from "../../../api/context";
import { bytes, count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { HELD } from "../source/held";
import type { Look, Told } from "../source/source";

const text = strings.live.status;

/** From so many rows a second on, one is told what becomes of them. */
const MANY = 2000;

/** What is shown, and everything that is not. */
export function StatusLine({ told, look, onNoise }: { told: Told; look: Look; onNoise: () => void }) {
  const { desktop } = usePlace().carrier;
  const { captured, matched, hidden, lost, removed, rate, bytes: disk } = told;
  return (
    <footer
      data-testid="live-status"
      data-matched={matched}
      className="tnum flex h-[22px] shrink-0 items-center gap-3 overflow-hidden border-t border-line bg-panel px-3 text-label whitespace-nowrap text-dim"
    >
      <span title={desktop ? text.capturedWhy : text.takenWhy}>
        {text.captured} {count(captured)}
      </span>
      <span title={text.shownWhy}>
        {text.shown} {count(matched)}
      </span>
      <button
        type="button"
        onClick={onNoise}
        aria-pressed={look.noise}
        title={look.noise ? text.hideHidden : text.showHidden}
        className="rounded-sm underline decoration-dotted underline-offset-2 hover:text-text focus-visible:-outline-offset-1"
      >
        {text.hidden} {count(hidden)}
      </button>
      <span className={lost > 0 ? "font-medium text-amber" : undefined} title={text.lostWhy}>
        {text.lost} {count(lost)}
      </span>
      {removed > 0 && (
        <span title={desktop ? text.removedWhy : text.evictedWhy(count(HELD))}>
          {text.removed} {count(removed)}
        </span>
      )}
      {told.looking && told.phase === "open" && <span className="text-faint">{text.looking}</span>}
      <span className="flex-1" />
      {rate >= MANY ? (
        <span role="status" className="flex items-center gap-1 font-medium text-amber">
          <TriangleAlert className="size-3.5" aria-hidden />
          {notice(rate, look.collapse, desktop)}
        </span>
      ) : (
        <span>
          {count(rate)}
          {text.rate}
        </span>
      )}
      {disk !== undefined && (
        <span>
          {text.disk} {bytes(disk)}
        </span>
      )}
    </footer>
  );
}

function notice(rate: number, collapse: boolean, desktop: boolean): string {
  const { recorded, held, unrolledRecorded, unrolledHeld } = strings.live.flood;
  if (desktop) return collapse ? recorded(count(rate)) : unrolledRecorded(count(rate));
  return collapse ? held(count(rate), count(HELD)) : unrolledHeld(count(rate), count(HELD));
}
