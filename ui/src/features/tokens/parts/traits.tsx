//! What a token is, in icons and words.

import { CircleDot, CircleOff } from "lucide-react";
import type { Token } from "../../../api/types";
import { strings } from "../../../lib/strings";

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
