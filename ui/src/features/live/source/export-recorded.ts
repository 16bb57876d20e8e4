//! A file that the app writes from a capture: asked for, watched, and cancelled if it is no longer wanted.

import { type Api, ask } from "../../../api/client";
import { ApiError } from "../../../api/error";
import type { CaptureExport, ExportCapture } from "../../../api/types";
import type { Scheduler } from "../../../lib/frames";
import type { Export, Exported } from "./source";

/** How often it is looked at. */
const LOOK_MS = 150;

export function exportRecorded(
  api: Api,
  capture: string,
  body: ExportCapture,
  progress: (done: number, total: number) => void,
  scheduler: Pick<Scheduler, "after">,
): Export {
  let cancelled = false;
  const pause = () => new Promise<void>((done) => scheduler.after(LOOK_MS, done));
  const run = async (): Promise<Exported | undefined> => {
    const begin = api.POST("/app/v1/captures/{capture}/exports", { params: { path: { capture } }, body });
    let file = await ask(begin);
    const params = { path: { export: file.id } };
    while (file.state === "running") {
      if (cancelled) {
        await ask(api.DELETE("/app/v1/exports/{export}", { params }));
        return undefined;
      }
      progress(file.done, file.total);
      await pause();
      file = await ask(api.GET("/app/v1/exports/{export}", { params }));
    }
    return outcome(file);
  };
  return {
    done: run(),
    cancel: () => {
      cancelled = true;
    },
  };
}

function outcome(file: CaptureExport): Exported | undefined {
  if (file.state === "cancelled") return undefined;
  if (file.state === "failed")
    throw new ApiError(0, "EXPORT_FAILED", file.message ?? "The file was not written.");
  return { rows: file.rows, path: file.path ?? undefined };
}
