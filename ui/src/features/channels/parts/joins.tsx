import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import type { Admission, Resolution } from "../../../api/types";
import { cx } from "../../../lib/cx";
import { sentence } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.channels.resolve;

const looks: Record<Admission, { icon: typeof CircleCheck; colour: string }> = {
  allow: { icon: CircleCheck, colour: "text-green" },
  ask: { icon: CircleHelp, colour: "text-amber" },
  deny: { icon: CircleX, colour: "text-red" },
};

/** What happens to each kind of subject that asks to join, and why. */
export function Joins({ joins }: { joins: Resolution["joins"] }) {
  return (
    <ul className="flex flex-col gap-1 text-row" data-testid="channel-joins">
      {joins.map(({ who, admission, because }) => {
        const look = looks[admission];
        const Icon = look.icon;
        return (
          <li
            key={who.token ?? who.kind}
            className="grid grid-cols-[88px_132px_minmax(0,1fr)] items-start gap-x-2"
          >
            <span className="truncate font-medium" title={who.label}>
              {who.kind === "token" && !who.token ? text.anyToken : who.label}
            </span>
            <span className={cx("flex items-center gap-1.5", look.colour)}>
              <Icon className="size-4" aria-hidden />
              {text.admissions[admission]}
            </span>
            <span className="text-dim">{sentence(because)}</span>
          </li>
        );
      })}
    </ul>
  );
}
