import { useNow } from "../lib/clock";
import { ago, stamp } from "../lib/format";

/** How long ago an RFC 3339 instant was; the instant itself on hover. Ticks by itself. */
export function Ago({ at }: { at: string }) {
  const now = useNow(1000);
  return (
    <time dateTime={at} title={stamp(at)} className="tnum">
      {ago(at, now)}
    </time>
  );
}
