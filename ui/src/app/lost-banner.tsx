import { Unplug } from "lucide-react";
import type { StreamStatus } from "../api/stream";
import { Button } from "../components/button";
import { useNow } from "../lib/clock";
import { strings } from "../lib/strings";

/** The stream is gone: says so, says when it is tried again; what is on screen stays. */
export function LostBanner({
  status,
  retry,
}: {
  status: Extract<StreamStatus, { phase: "lost" }>;
  retry: () => void;
}) {
  const seconds = Math.ceil((status.retryAt - useNow(250)) / 1000);
  return (
    <div
      role="status"
      className="flex min-h-9 items-center gap-2 border-b border-line bg-panel px-3 text-row"
    >
      <Unplug className="size-4 text-red" aria-hidden />
      <span className="font-medium text-red">{strings.lost.title}</span>
      <span className="truncate text-dim" title={status.reason}>
        {seconds > 0 ? strings.lost.in(seconds) : strings.lost.trying}
      </span>
      <span className="flex-1" />
      <Button onClick={retry}>{strings.lost.now}</Button>
    </div>
  );
}
