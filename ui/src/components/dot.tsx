import { hueOf } from "../lib/hue";

/** A small dot in a channel's own colour, the same wherever the channel is named. */
export function Dot({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="size-2 shrink-0 rounded-full"
      style={{ background: `hsl(${hueOf(name)} 60% 52%)` }}
    />
  );
}
