import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../lib/cx";
import { strings } from "../lib/strings";
import { Button } from "./button";

/** Nothing is there, or nothing fits: says which, and what to do next. */
export function Empty({
  icon,
  title,
  about,
  children,
}: {
  icon: ReactNode;
  title: string;
  about: string;
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-14 text-center">
      <span className="mb-2 text-faint [&>svg]:size-6">{icon}</span>
      <p className="text-body font-semibold">{title}</p>
      <p className="max-w-96 text-row text-dim">{about}</p>
      {children && <div className="mt-4 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}

/** What went wrong, why, and what to do; with its code. */
export function Trouble({
  error,
  retry,
  className,
}: {
  error: { code: string; message: string; detail?: string | undefined };
  retry?: () => void;
  className?: string;
}) {
  return (
    <div
      role="alert"
      className={cx(
        "flex items-start gap-2 rounded-card border border-line bg-panel p-3 text-body",
        className,
      )}
    >
      <CircleAlert className="mt-0.5 size-4 text-red" aria-hidden />
      <div className="min-w-0 flex-1 selectable">
        <p>{error.message}</p>
        {error.detail && <p className="text-row text-dim">{error.detail}</p>}
        <p className="mt-1 font-mono text-label text-faint">{error.code}</p>
      </div>
      {retry && (
        <Button onClick={retry} icon={<RotateCw aria-hidden />}>
          {strings.common.retry}
        </Button>
      )}
    </div>
  );
}

/** Where something will be: the same height, so that nothing jumps. */
export function Skeleton({ rows = 3, className }: { rows?: number; className?: string }) {
  return (
    <div role="status" aria-label={strings.common.loading} className={cx("flex flex-col gap-2", className)}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
        <span key={row} className="h-5 rounded-sm bg-hover" style={{ width: `${92 - ((row * 17) % 40)}%` }} />
      ))}
    </div>
  );
}
