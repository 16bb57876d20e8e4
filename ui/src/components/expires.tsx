import { Clock } from "lucide-react";
import { useNow } from "../lib/clock";
import { span, stamp } from "../lib/format";
import { strings } from "../lib/strings";

const text = strings.expiry;

/** When something ends (RFC 3339), or that it has; the instant itself on hover. */
export function Expires({ at }: { at: string | null | undefined }) {
  const now = useNow(1000);
  if (!at) return <span className="text-faint">{text.never}</span>;
  const left = Date.parse(at) - now;
  return (
    <time
      dateTime={at}
      title={stamp(at)}
      className={`tnum inline-flex items-center gap-1 ${left > 0 ? "" : "text-red"}`}
    >
      {left <= 0 && <Clock className="size-4" aria-hidden />}
      {left > 0 ? text.inTime(span(left)) : text.over}
    </time>
  );
}
