//! What a token is, in icons and words.

import { CircleDot, CircleOff, Clock } from "lucide-react";
import type { Token } from "../../../api/types";
import { useNow } from "../../../lib/clock";
import { span, stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { hasExpired } from "../model";

const text = strings.tokens;

export function OnlineWord({ token }: { token: Token }) {
  return token.online ? (
    <span className="inline-flex items-center gap-1.5 text-green">
      <CircleDot className="size-4" aria-hidden />
      {text.online(token.connections)}
    </span>
  ) : (
    <span className="inline-flex items-center gap-1.5 text-dim">
      <CircleOff className="size-4" aria-hidden />
      {text.offline}
    </span>
  );
}

/** When the token ends, or that it has; the instant itself on hover. */
export function ExpiryWord({ token }: { token: Pick<Token, "expires_at"> }) {
  const now = useNow(1000);
  if (!token.expires_at) return <span className="text-faint">{text.never}</span>;
  const over = hasExpired(token, now);
  return (
    <time
      dateTime={token.expires_at}
      title={stamp(token.expires_at)}
      className={`tnum inline-flex items-center gap-1 ${over ? "text-red" : ""}`}
    >
      {over && <Clock className="size-4" aria-hidden />}
      {over ? text.expired : text.inTime(span(Date.parse(token.expires_at) - now))}
    </time>
  );
}
