import { Popover as Base } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "../lib/cx";

/** Something small to look at or to choose from, beside the button that opens it. */
export function Popover({
  trigger,
  label,
  open,
  onOpenChange,
  align = "end",
  className,
  children,
}: {
  trigger: ReactNode;
  label: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  align?: "start" | "end";
  className?: string;
  children: ReactNode;
}) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger asChild>{trigger}</Base.Trigger>
      <Base.Portal>
        <Base.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cx(
            "z-50 max-h-[min(560px,80vh)] overflow-y-auto rounded-card border border-line bg-raised p-3 shadow-float animate-open",
            className,
          )}
        >
          {children}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
