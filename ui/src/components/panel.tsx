import { type ReactNode, useId } from "react";
import { cx } from "../lib/cx";

/** A page: title, one line about it, the verbs that apply, and what is on it. */
export function Page({
  title,
  about,
  verbs,
  children,
  fixed = false,
}: {
  title: ReactNode;
  about?: ReactNode;
  verbs?: ReactNode;
  children: ReactNode;
  /** The page does not scroll as a whole; something on it does. */
  fixed?: boolean;
}) {
  return (
    <section className="flex h-full min-w-0 flex-col">
      <header className="flex min-h-12 shrink-0 items-center gap-3 border-b border-line bg-panel px-4">
        <div className="flex min-w-0 flex-1 items-baseline gap-3">
          <h1 className={cx("text-title font-semibold", about ? "shrink-0" : "truncate")}>{title}</h1>
          {about && <p className="truncate text-row text-dim">{about}</p>}
        </div>
        <div className="flex items-center gap-2">{verbs}</div>
      </header>
      <div
        data-scroll-restoration-id={fixed ? undefined : "page"}
        className={cx("min-h-0 flex-1", fixed ? "flex flex-col" : "overflow-y-auto")}
        // A region that scrolls must be reachable without a mouse.
        tabIndex={fixed ? undefined : -1}
      >
        {children}
      </div>
    </section>
  );
}

export function Panel({
  title,
  end,
  children,
  padded = true,
  className,
}: {
  title?: ReactNode;
  end?: ReactNode;
  children: ReactNode;
  padded?: boolean;
  className?: string;
}) {
  const heading = useId();
  return (
    <section
      {...(title === undefined ? {} : { "aria-labelledby": heading })}
      className={cx("flex min-w-0 flex-col rounded-card border border-line bg-panel", className)}
    >
      {title !== undefined && (
        <header className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-3">
          <h2 id={heading} className="flex-1 truncate text-row font-semibold">
            {title}
          </h2>
          {end}
        </header>
      )}
      <div className={cx("min-h-0 flex-1", padded && "p-3")}>{children}</div>
    </section>
  );
}
