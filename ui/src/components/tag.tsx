import type { ReactNode } from "react";
import { cx } from "../lib/cx";

export type Meaning = "plain" | "green" | "blue" | "violet" | "amber" | "red" | "accent";

const colours: Record<Meaning, string> = {
  plain: "text-dim",
  green: "text-green",
  blue: "text-blue",
  violet: "text-violet",
  amber: "text-amber",
  red: "text-red",
  accent: "text-accent",
};

/** A word in a hairline box. The word carries the meaning, the colour repeats it. */
export function Tag({
  meaning = "plain",
  icon,
  children,
  title,
}: {
  meaning?: Meaning;
  icon?: ReactNode;
  children: ReactNode;
  title?: string;
}) {
  return (
    <span
      title={title}
      className={cx(
        "inline-flex h-5 items-center gap-1 rounded-sm border border-line px-1.5 text-label whitespace-nowrap [&>svg]:size-3",
        colours[meaning],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
