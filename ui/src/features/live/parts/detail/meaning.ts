//! What a value of a payload means, in words.

import { meaningOf } from "../../../../lib/explain";
import { ago, span, stamp } from "../../../../lib/format";
import { detail as text } from "../../../../lib/strings/detail";

/** How far away an instant is: "4 min ago", "in 2 h". */
export function away(at: number, now: number): string {
  return at > now ? text.inTime(span(at - now)) : ago(new Date(at).toISOString(), now);
}

export function meaningInWords(value: unknown, now: number): string | undefined {
  const meaning = meaningOf(value);
  if (meaning?.kind === "time")
    return text.timeMeans(meaning.unit, stamp(new Date(meaning.at).toISOString()), away(meaning.at, now));
  if (meaning?.kind === "url") return text.urlMeans(meaning.host);
  return meaning && text.jwtMeans;
}
