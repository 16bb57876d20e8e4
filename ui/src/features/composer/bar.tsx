import { PencilLine, Send } from "lucide-react";
import { Button } from "../../components/button";
import { dock } from "../../lib/dock";
import { oneLine } from "../../lib/format";
import { composer as text } from "../../lib/strings/composer";
import { Answer } from "./parts/answer";
import { useComposer } from "./use-composer";
import { targetOf } from "./words";

/** The composer while it is closed: what would be sent, on one line, and what came of it. */
export function ComposerBar() {
  const { draft, progress, busy, refused, send } = useComposer();
  return (
    <>
      <button
        type="button"
        title={text.more}
        onClick={() => dock.show("message")}
        className="flex h-7 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-left text-row hover:bg-hover"
      >
        <PencilLine className="size-4 text-faint" aria-hidden />
        <span className="sr-only">{text.more}:</span>
        <span className="flex min-w-0 items-center gap-1.5 [&>*]:truncate">
          <span className="shrink-0 text-faint">{text.to.toLowerCase()}</span>
          <span className="max-w-40">{targetOf(draft)}</span>
          {draft.to === "channel" && (
            <>
              <span className="shrink-0 text-faint">{text.as.toLowerCase()}</span>
              <span className="max-w-32">{draft.as?.label ?? text.backend}</span>
            </>
          )}
          <span className="max-w-40 shrink-0 font-mono">{draft.event}</span>
          <span className="font-mono text-dim">{oneLine(draft.payload)}</span>
        </span>
      </button>
      {progress && (
        <div className="hidden max-w-80 rail:flex">
          <Answer progress={progress} brief />
        </div>
      )}
      <Button
        icon={<Send aria-hidden />}
        busy={busy}
        refused={refused}
        onClick={() => {
          if (!send()) dock.show("message");
        }}
      >
        {text.send}
      </Button>
    </>
  );
}
