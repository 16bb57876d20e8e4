import { ArrowLeft, ArrowRight, Dot } from "lucide-react";
import { memo } from "react";
import type { Traffic } from "../../../api/types";
import { looks } from "../../../components/kinds";
import { cx } from "../../../lib/cx";
import { bytes, clock, ms, oneLine } from "../../../lib/format";
import { hueOf } from "../../../lib/hue";
import { ROW } from "../../../lib/stretch";
import { strings } from "../../../lib/strings";
import { summary } from "../kinds";

/** Widths of the columns; the header uses them too. */
export const COLUMNS =
  "grid gap-x-3 grid-cols-[92px_16px_96px_minmax(88px,0.8fr)_minmax(68px,0.8fr)_minmax(56px,0.6fr)_minmax(80px,3fr)_56px] " +
  "@[760px]:grid-cols-[92px_16px_96px_minmax(88px,0.8fr)_minmax(72px,0.8fr)_minmax(64px,0.6fr)_minmax(80px,3fr)_56px_64px] " +
  "@[920px]:grid-cols-[92px_16px_104px_minmax(96px,0.8fr)_minmax(72px,0.8fr)_minmax(72px,0.6fr)_minmax(120px,3fr)_64px_72px_64px]";

/** Columns that a narrow list leaves out, and one that only a very narrow one does. */
export const WIDE_ONLY = "hidden @[920px]:block";
export const NOT_NARROW = "hidden @[760px]:block";

const arrows = { in: ArrowRight, out: ArrowLeft, none: Dot } as const;

interface Props {
  row: Traffic;
  /** Place on the list. */
  index: number;
  selected: boolean;
  /** Something it has in common with the selected one. */
  related: boolean;
  onSelect: (row: Traffic) => void;
}

export const Row = memo(function Row({ row, index, selected, related, onSelect }: Props) {
  const look = looks[row.kind];
  const Icon = look.icon;
  const Arrow = arrows[row.direction];
  return (
    <div
      role="row"
      data-testid="live-row"
      aria-rowindex={index + 1}
      aria-selected={selected}
      onMouseDown={() => onSelect(row)}
      style={{ height: ROW, transform: `translateY(${index * ROW}px)` }}
      className={cx(
        COLUMNS,
        "absolute inset-x-0 top-0 items-center border-l-2 px-3 font-mono text-row whitespace-nowrap [&>*]:truncate",
        selected ? "bg-accent-soft" : "hover:bg-hover",
        related ? "border-accent" : "border-transparent",
      )}
    >
      <span role="cell" className="tnum text-dim">
        {clock(row.at)}
      </span>
      <span role="cell" title={strings.live.directions[row.direction]} className="text-faint">
        <Arrow className="size-4" aria-label={strings.live.directions[row.direction]} />
      </span>
      <span role="cell" className={cx("flex items-center gap-1.5 font-sans", look.colour)}>
        <Icon className="size-4" aria-hidden />
        {strings.live.kinds[row.kind]}
      </span>
      <span role="cell" className="flex items-center gap-1.5">
        {row.channel != null && (
          <>
            <span
              aria-hidden
              className="size-1.5 shrink-0 rounded-full"
              style={{ background: `oklch(0.65 0.14 ${hueOf(row.channel)})` }}
            />
            <span className="truncate">{row.channel}</span>
          </>
        )}
      </span>
      <span role="cell">{row.event}</span>
      <span role="cell" className="font-sans">
        {row.who?.label}
      </span>
      <span role="cell" className={row.payload != null ? "text-dim" : look.colour}>
        {oneLine(summary(row))}
      </span>
      <span role="cell" className={cx("tnum text-right text-faint", NOT_NARROW)}>
        {row.size != null && bytes(row.size)}
      </span>
      <Delivered row={row} />
      <span role="cell" className={cx("tnum text-right text-faint", WIDE_ONLY)}>
        {row.latency_us != null && ms(row.latency_us / 1000)}
      </span>
    </div>
  );
});

function Delivered({ row: { delivered, audience } }: { row: Traffic }) {
  if (delivered == null) return <span role="cell" />;
  const all = audience ?? delivered;
  const missed = delivered < all;
  return (
    <span
      role="cell"
      title={all === 0 ? strings.live.nobody : strings.live.delivered(delivered, all)}
      className={cx("tnum text-right", missed ? "text-amber" : all === 0 ? "text-faint" : "text-green")}
    >
      {missed ? `${delivered} of ${all}` : all === 0 ? "0" : `${delivered} ✓`}
    </span>
  );
}
