import { cx } from "../lib/cx";

const RADIUS = 8;
const ROUND = 2 * Math.PI * RADIUS;

/** The time that is left as a ring that empties. `left` of `total`, both in ms. */
export function Countdown({ left, total }: { left: number; total: number }) {
  const share = total > 0 ? Math.min(Math.max(left / total, 0), 1) : 0;
  return (
    <svg
      viewBox="0 0 20 20"
      className={cx("size-5 -rotate-90", share < 0.25 ? "text-red" : "text-amber")}
      aria-hidden
    >
      <circle cx="10" cy="10" r={RADIUS} fill="none" strokeWidth="2.5" className="stroke-line" />
      <circle
        cx="10"
        cy="10"
        r={RADIUS}
        fill="none"
        strokeWidth="2.5"
        stroke="currentColor"
        strokeDasharray={`${share * ROUND} ${ROUND}`}
      />
    </svg>
  );
}
