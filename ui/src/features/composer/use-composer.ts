//! The draft of the app in view, and what is being sent of it. Lives outside React: pages come and go.

import { useSyncExternalStore } from "react";
import type { Api } from "../../api/client";
import { usePlace } from "../../api/context";
import { useMay } from "../../api/may";
import { Store, useStore } from "../../lib/store";
import { type Draft, draftOf, type Problems, problemsOf } from "./draft";
import { planOf } from "./publish";
import { type Progress, Run } from "./run";
import { remember } from "./sent";

interface Sending {
  /** What was tried last. */
  run: Run<string> | null;
  /** It was tried with problems: they are shown from now on. */
  tried: boolean;
}

const sendings = new Map<string, Store<Sending>>();

function sendingOf(app: string): Store<Sending> {
  const sending = sendings.get(app) ?? new Store<Sending>({ run: null, tried: false });
  sendings.set(app, sending);
  return sending;
}

/** Sends a draft without problems, and remembers what came of it. */
export function sendDraft(
  api: Api,
  app: string,
  draft: Draft,
  over?: (end: Progress<string>) => void,
): Run<string> {
  const run = new Run(planOf(api, app, draft));
  const undo = run.subscribe(() => {
    const end = run.get();
    if (!end.over) return;
    undo();
    const { answer, failure } = end;
    remember(app, { at: Date.now(), draft, ...(failure ? { failure } : { said: answer ?? "" }) });
    over?.(end);
  });
  sendingOf(app).set({ run, tried: false });
  return run.start();
}

export interface Composer {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** Those that are to be shown. */
  problems: Problems;
  progress: Progress<string> | null;
  /** Something is on its way. */
  busy: boolean;
  /** Why this window may not send; absent if it may. */
  refused: string | undefined;
  /** False if there are problems. */
  send: () => boolean;
  stop: () => void;
}

const never = () => () => undefined;

export function useComposer(): Composer {
  const { api, app } = usePlace();
  const { refused } = useMay("manage");
  const store = draftOf(app.id);
  const draft = useStore(store);
  const sending = sendingOf(app.id);
  const { run, tried } = useStore(sending);
  const progress = useSyncExternalStore(run?.subscribe ?? never, () => run?.get() ?? null);
  const found = problemsOf(draft);
  const busy = progress !== null && !progress.over;
  return {
    draft,
    change: (part) => store.set({ ...store.get(), ...part }),
    problems: tried ? found : {},
    progress,
    busy,
    refused,
    send: () => {
      if (Object.keys(found).length > 0) {
        sending.set({ run: null, tried: true });
        return false;
      }
      if (!busy && !refused) sendDraft(api, app.id, draft);
      return true;
    },
    stop: () => run?.stop(),
  };
}
