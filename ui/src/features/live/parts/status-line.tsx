import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { HELD, type LiveSnapshot } from "../model";

const text = strings.live.status;

/** What is shown, and everything that is not. */
export function StatusLine({ snapshot, onNoise }: { snapshot: LiveSnapshot; onNoise: () => void }) {
  const { captured, rows, hidden, noise, lost, evicted, rate } = snapshot;
  return (
    <footer
      data-testid="live-status"
      className="tnum flex h-[22px] shrink-0 items-center gap-3 border-t border-line bg-panel px-3 text-label text-dim"
    >
      <span>
        {text.captured} {count(captured)}
      </span>
      <span>
        {text.shown} {count(rows)}
      </span>
      <button
        type="button"
        onClick={onNoise}
        title={noise ? strings.live.hideHidden : strings.live.showHidden}
        className="rounded-sm underline decoration-dotted underline-offset-2 hover:text-text"
      >
        {text.hidden} {count(hidden)}
      </button>
      <span className={lost > 0 ? "font-medium text-amber" : undefined} title={strings.live.lostWhy}>
        {text.lost} {count(lost)}
      </span>
      {evicted > 0 && (
        <span title={strings.live.evictedWhy(count(HELD))}>
          {text.evicted} {count(evicted)}
        </span>
      )}
      <span className="flex-1" />
      <span>
        {count(rate)}
        {text.rate}
      </span>
    </footer>
  );
}
