import { useMutation } from "@tanstack/react-query";
import { FileClock } from "lucide-react";
import { useState } from "react";
import { type Api, ask } from "../../../api/client";
import { asApiError } from "../../../api/error";
import type { Capture } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { listOf, rememberedValue, textOf } from "../../../lib/remembered";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";

const text = strings.live.open;

const MOST_RECENT = 8;
const MOST_PATH = 1000;

const recent = rememberedValue<readonly string[]>("switchboard.live.files", [], (kept) =>
  listOf(kept, MOST_RECENT, (item) => textOf(item, MOST_PATH)),
);

/** A capture file to open, by its path. */
export function OpenDialog({
  desktop,
  onOpened,
  onClose,
}: {
  desktop: Api;
  onOpened: (capture: Capture) => void;
  onClose: () => void;
}) {
  const [path, setPath] = useState("");
  const before = useStore(recent);
  const open = useMutation({
    mutationFn: (wanted: string) => ask(desktop.POST("/app/v1/captures", { body: { path: wanted } })),
    onSuccess: (capture, wanted) => {
      recent.set([wanted, ...before.filter((one) => one !== wanted)].slice(0, MOST_RECENT));
      onOpened(capture);
    },
  });
  const error = open.error ? asApiError(open.error) : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.title}
      about={text.about}
      verb={text.verb}
      busy={open.isPending}
      blocked={path.trim() === ""}
      onSubmit={() => open.mutate(path.trim())}
    >
      <Field label={text.path} error={error && [error.message, error.detail].filter(Boolean).join(" ")}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            mono
            placeholder={text.placeholder}
            value={path}
            onChange={(event) => setPath(event.target.value)}
          />
        )}
      </Field>
      {before.length > 0 && (
        <div>
          <p className="mb-1 text-label font-medium text-dim">{text.recent}</p>
          <ul className="-mx-1">
            {before.map((one) => (
              <li key={one}>
                <button
                  type="button"
                  title={one}
                  onClick={() => open.mutate(one)}
                  className="flex h-7 w-full items-center gap-2 rounded-sm px-1 text-left font-mono text-row hover:bg-hover"
                >
                  <FileClock className="size-4 shrink-0 text-faint" aria-hidden />
                  {/* The end of a path says more than its beginning. */}
                  <span className="truncate [direction:rtl]">
                    <bdi>{one}</bdi>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
