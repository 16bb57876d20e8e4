import { Dialog as Base } from "radix-ui";
import type { FormEvent, ReactNode } from "react";
import { cx } from "../lib/cx";
import { strings } from "../lib/strings";
import { Button } from "./button";

/** A question in the page that keeps the focus until it is answered. Escape answers no. */
export function Dialog({
  open,
  onClose,
  title,
  about,
  verb,
  danger = false,
  busy = false,
  blocked = false,
  wide = false,
  onSubmit,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  about?: string;
  /** What the button that says yes does: "Delete channel". */
  verb: string;
  danger?: boolean;
  busy?: boolean;
  blocked?: boolean;
  wide?: boolean;
  onSubmit: () => void;
  children?: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && !blocked) onSubmit();
  };
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-40 bg-scrim animate-appear" />
        <Base.Content
          {...(about ? {} : { "aria-describedby": undefined })}
          className={cx(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[85vh] max-w-[calc(100vw-48px)] -translate-1/2 flex-col rounded-card border border-line bg-raised shadow-float animate-appear",
            wide ? "w-[600px]" : "w-[460px]",
          )}
        >
          <form onSubmit={submit} className="flex min-h-0 flex-col">
            <div className="min-h-0 overflow-y-auto p-4">
              <Base.Title className="text-title font-semibold">{title}</Base.Title>
              {about && <Base.Description className="mt-1 text-body text-dim">{about}</Base.Description>}
              {children && <div className="mt-4 flex flex-col gap-3">{children}</div>}
            </div>
            <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
              <Button onClick={onClose}>{strings.common.cancel}</Button>
              <Button type="submit" tone={danger ? "danger" : "primary"} busy={busy} disabled={blocked}>
                {verb}
              </Button>
            </div>
          </form>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
