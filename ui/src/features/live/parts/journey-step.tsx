import type { ReactNode } from "react";

/** One step of the way; a hairline leads to the next one. */
export function Step({
  icon,
  end,
  last = false,
  children,
}: {
  icon: ReactNode;
  end?: ReactNode;
  last?: boolean;
  children: ReactNode;
}) {
  return (
    <li className="flex min-w-0 gap-2">
      <span aria-hidden className="flex w-4 shrink-0 flex-col items-center [&>svg]:size-4">
        {icon}
        {!last && <span className="w-px flex-1 bg-line-strong" />}
      </span>
      <span className="min-w-0 flex-1 pb-2.5">{children}</span>
      {end && <span className="tnum w-24 shrink-0 text-right text-dim">{end}</span>}
    </li>
  );
}
