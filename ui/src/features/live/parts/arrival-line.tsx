import { Link } from "@tanstack/react-router";
import { Check, Hourglass, SkipForward } from "lucide-react";
import type { Arrival } from "../../../api/types";
import { Dialect } from "../../../components/dialect";
import { cx } from "../../../lib/cx";
import { middle, ms, sentence } from "../../../lib/format";
import { detail } from "../../../lib/strings/detail";
import { isLost, shareOf } from "../journey";
import { Step } from "./journey-step";

const text = detail.journey;

const looks = {
  written: { icon: Check, ink: "text-green", bar: "bg-green" },
  queued: { icon: Hourglass, ink: "text-amber", bar: "bg-amber" },
  skipped: { icon: SkipForward, ink: "text-dim", bar: "bg-faint" },
  lost: { icon: SkipForward, ink: "text-red", bar: "bg-red" },
};

/** What became of a message on its way to one connection. `scale` is the length of a whole bar, in microseconds. */
export function ArrivalLine({ arrival, scale, last }: { arrival: Arrival; scale: number; last: boolean }) {
  const { connection, who, dialect, outcome, why, after_us } = arrival;
  const { icon: Icon, ink, bar } = looks[isLost(arrival) ? "lost" : outcome];
  const share = shareOf(arrival, scale);
  return (
    <Step
      icon={<Icon className={ink} aria-hidden />}
      last={last}
      end={after_us != null && text.after(ms(after_us / 1000))}
    >
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
        <span className={who ? "font-medium" : "text-dim"}>{who?.label ?? text.gone}</span>
        {dialect && <Dialect name={dialect} />}
        <span className={ink}>{text.outcomes[outcome]}</span>
      </span>
      {why && <span className="block text-dim">{sentence(text.why[why])}</span>}
      {share !== undefined && (
        <span aria-hidden className="mt-1 block h-1 rounded-full bg-hover">
          <span className={cx("block h-1 rounded-full", bar)} style={{ width: `${share * 100}%` }} />
        </span>
      )}
      <Link
        to="/connections/$id"
        params={{ id: connection }}
        title={connection}
        className="mt-0.5 inline-block max-w-full truncate rounded-sm font-mono text-label text-faint hover:text-accent hover:underline"
      >
        {middle(connection, 18, 6)}
      </Link>
    </Step>
  );
}
