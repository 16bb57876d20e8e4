import { cx } from "../lib/cx";
import { keyLabel } from "../lib/shortcuts";

/** Names of keys that are words need something between them. */
const joined = (first: string, second: string) =>
  first.length > 1 && !/\W$/.test(first) ? `${first}+${second}` : first + second;

/** A shortcut as text: "⇧A", "G L". */
export function keysText(keys: string): string {
  return keys
    .split(" ")
    .map((chord) => chord.split("+").map(keyLabel).reduce(joined))
    .join(" ");
}

/** A shortcut as small print: ⇧A, ⌘↵, G L. */
export function KeyHint({
  keys,
  className,
  spoken = false,
}: {
  keys: string;
  className?: string | undefined;
  /** Read aloud too: where it is what the text is about, and not small print. */
  spoken?: boolean;
}) {
  return (
    <kbd
      aria-hidden={spoken ? undefined : true}
      className={cx("font-sans text-label font-normal tracking-wide", className)}
    >
      {keysText(keys)}
    </kbd>
  );
}
