import { Dialog as Base } from "radix-ui";
import { Button } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { strings } from "../../../lib/strings";

const text = strings.connections.refused;

/** A token that was just made, to be copied. */
export function TokenDialog({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-40 bg-scrim animate-appear" />
        <Base.Content className="fixed top-1/2 left-1/2 z-50 w-[460px] max-w-[calc(100vw-48px)] -translate-1/2 rounded-card border border-line bg-raised shadow-float animate-appear">
          <div className="p-4">
            <Base.Title className="text-title font-semibold">{text.tokenTitle}</Base.Title>
            <Base.Description className="mt-1 text-dim">{text.tokenAbout}</Base.Description>
            <p className="mt-3 rounded-control border border-line bg-canvas p-2 font-mono text-row break-all selectable">
              {token}
            </p>
          </div>
          <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
            <CopyButton text={token} />
            <Button onClick={onClose}>{strings.common.close}</Button>
          </div>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
