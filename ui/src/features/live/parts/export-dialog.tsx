import { useEffect, useId, useRef, useState } from "react";
import { asApiError } from "../../../api/error";
import type { CaptureFormat, Line } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Segmented } from "../../../components/segmented";
import { complain, mention, say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import type { Export, Source, Told } from "../source/source";

const text = strings.live.export;

/** Which events go into a file, and of what form; then how far it is. */
export function ExportDialog({
  source,
  told,
  marked,
  onClose,
}: {
  source: Source;
  told: Told;
  marked: readonly Line[];
  onClose: () => void;
}) {
  const name = useId();
  const [what, setWhat] = useState<"all" | "marked">(marked.length > 0 ? "marked" : "all");
  const [format, setFormat] = useState<CaptureFormat>("ndjson");
  const [progress, setProgress] = useState<{ done: number; total: number }>();
  const running = useRef<Export | undefined>(undefined);
  const rows = what === "marked" ? marked.length : told.matched;

  // Who leaves the page no longer waits for the file.
  useEffect(() => () => running.current?.cancel(), []);

  const begin = async () => {
    setProgress({ done: 0, total: rows });
    const lines = what === "marked" ? marked : undefined;
    const job = source.export({ format, lines }, (done, total) => setProgress({ done, total }));
    running.current = job;
    try {
      const file = await job.done;
      if (!file) mention(text.cancelled);
      else {
        const [rows, one] = [count(file.rows), file.rows === 1];
        say(file.path ? text.done(rows, one, file.path) : text.handed(rows, one));
      }
      running.current = undefined;
      onClose();
    } catch (error) {
      running.current = undefined;
      setProgress(undefined);
      complain(asApiError(error));
    }
  };
  const close = () => {
    if (running.current) running.current.cancel();
    else onClose();
  };
  return (
    <Dialog
      open
      onClose={close}
      title={text.title}
      verb={text.verb}
      busy={progress !== undefined}
      blocked={rows === 0}
      onSubmit={() => void begin()}
    >
      <fieldset disabled={progress !== undefined} className="flex flex-col gap-1">
        <legend className="mb-1 text-label font-medium text-dim">{text.what}</legend>
        {(["all", "marked"] as const).map((one) => (
          <label key={one} className="flex min-h-7 items-center gap-2 has-disabled:text-faint">
            <input
              type="radio"
              name={name}
              autoFocus={what === one}
              checked={what === one}
              disabled={one === "marked" && marked.length === 0}
              onChange={() => setWhat(one)}
              className="size-3.5 accent-accent"
            />
            <span className="tnum">
              {one === "all" ? text.all(count(told.matched)) : text.marked(count(marked.length))}
            </span>
          </label>
        ))}
      </fieldset>
      <div className="flex flex-col items-start gap-1">
        <span className="text-label font-medium text-dim">{text.format}</span>
        <Segmented
          label={text.format}
          value={format}
          onChange={setFormat}
          options={source.formats.map((value) => ({ value, label: text.formats[value] }))}
        />
        <p className="text-label text-faint">{text.formatAbout[format]}</p>
      </div>
      {progress && <Progress {...progress} />}
    </Dialog>
  );
}

function Progress({ done, total }: { done: number; total: number }) {
  const part = total > 0 ? done / total : 0;
  return (
    <div role="status">
      <div
        role="progressbar"
        aria-label={text.title}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        className="h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <div className="h-full rounded-full bg-accent" style={{ width: `${Math.min(part, 1) * 100}%` }} />
      </div>
      <p className="tnum mt-1 text-label text-dim">{text.progress(count(done), count(total))}</p>
    </div>
  );
}
