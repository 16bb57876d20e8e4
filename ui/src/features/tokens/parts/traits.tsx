//! What a token is, in icons and words.

import { CircleDot, CircleOff, IdCard, KeyRound, UserRoundX } from "lucide-react";
import type { Token } from "../../../api/types";
import { Tag } from "../../../components/tag";
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

/** Shows a token, or is known by its backend. */
export function KindWord({ token }: { token: Token }) {
  const Icon = token.client ? IdCard : KeyRound;
  return (
    <span className="inline-flex items-center gap-1.5 text-dim">
      <Icon className="size-4" aria-hidden />
      {text.kind[token.client ? "client" : "token"]}
    </span>
  );
}

export function GuestTag() {
  return (
    <Tag meaning="amber" icon={<UserRoundX aria-hidden />} title={text.guestAbout}>
      {text.guest}
    </Tag>
  );
}
