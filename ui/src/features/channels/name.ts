//! Which names a channel may have; the server has the last word.

import { strings } from "../../lib/strings";

const wrong = strings.channels.nameWrong;

export const LONGEST = 256;

/** Says what is wrong with the name of a new channel; nothing if it will do. */
export function whatIsWrongWith(name: string): string | undefined {
  // Counted in characters as people see them typed, not in UTF-16 units.
  const characters = [...name];
  if (characters.length === 0) return wrong.empty;
  if (characters.length > LONGEST) return wrong.long(characters.length);
  const odd = characters.find((one) => /[\p{Cc}%?#\\*<>"]/u.test(one));
  if (odd !== undefined) return wrong.character(odd);
  if (name === "tokens") return wrong.reserved;
  return undefined;
}
