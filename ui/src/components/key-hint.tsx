import { cx } from "../lib/cx";
import { keyLabel } from "../lib/shortcuts";

/** A shortcut as small print: ⇧A, ⌘↵, G L. */
export function KeyHint({ keys, className }: { keys: string; className?: string | undefined }) {
  const chords = keys.split(" ").map((chord) => chord.split("+").map(keyLabel).join(""));
  return (
    <kbd aria-hidden className={cx("font-sans text-label font-normal tracking-wide opacity-80", className)}>
      {chords.join(" ")}
    </kbd>
  );
}
