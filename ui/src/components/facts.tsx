import type { ReactNode } from "react";

/** Names and values, one pair a line. */
export function FactList({ children, names = 112 }: { children: ReactNode; names?: number }) {
  return (
    <dl
      className="grid items-baseline gap-x-3 gap-y-1.5 text-row"
      style={{ gridTemplateColumns: `${names}px minmax(0, 1fr)` }}
    >
      {children}
    </dl>
  );
}

/** One pair; nothing if there is no value. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === false || children === "") return null;
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd className="min-w-0 break-words selectable">{children}</dd>
    </>
  );
}
