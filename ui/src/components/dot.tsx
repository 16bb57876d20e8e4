import { cx } from "../lib/cx";
import { hueOf } from "../lib/hue";

/** A small dot in a channel's own colour, the same wherever the channel is named. */
export function Dot({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={cx("size-2 shrink-0 rounded-full", className)}
      style={{ background: `hsl(${hueOf(name)} 60% 52%)` }}
    />
  );
}
