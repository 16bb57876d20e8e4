//! The frame before there is a server to look at: starting, failed, or asking for the key.

import { Boxes, KeyRound } from "lucide-react";
import { type ReactNode, useState } from "react";
import { asApiError } from "../api/error";
import type { Server } from "../api/types";
import { Button } from "../components/button";
import { Field, Input } from "../components/field";
import { Empty, Skeleton, Trouble } from "../components/states";
import { complain } from "../components/toast";
import { strings } from "../lib/strings";
import { Mark } from "./mark";

interface Problem {
  code: string;
  message: string;
  detail?: string | undefined;
}

/** The empty frame, in the places where everything will be. */
export function Boot({
  server,
  error,
  retry,
  children,
}: {
  server?: Server | undefined;
  error?: Problem | undefined;
  retry?: () => void;
  /** What is there instead of the pages. */
  children?: ReactNode;
}) {
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-11 shrink-0 items-center gap-3 border-b border-line bg-panel px-3">
        <Mark />
        <span className="font-medium">{server?.name ?? strings.product}</span>
        {!error && !children && <span className="text-dim">{strings.top.starting} …</span>}
      </header>
      <div className="flex min-h-0 flex-1">
        <div className="w-12 shrink-0 border-r border-line bg-panel rail:w-[200px]" />
        <main className="min-w-0 flex-1 p-6">
          {children ??
            (error ? (
              <Trouble error={error} {...(retry ? { retry } : {})} className="mx-auto mt-16 max-w-xl" />
            ) : (
              <Skeleton rows={6} className="max-w-2xl" />
            ))}
        </main>
      </div>
    </div>
  );
}

/** A server without an app has nothing to show; one is made with a click. */
export function NoApp({ server, create }: { server: Server; create: (name: string) => Promise<unknown> }) {
  const [busy, setBusy] = useState(false);
  const make = () => {
    setBusy(true);
    create(strings.shell.firstApp)
      .catch((thrown: unknown) => complain(asApiError(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <Boot server={server}>
      <h1 className="sr-only">{strings.shell.noApp.title}</h1>
      <Empty icon={<Boxes />} title={strings.shell.noApp.title} about={strings.shell.noApp.about}>
        <Button tone="primary" autoFocus busy={busy} onClick={make}>
          {strings.shell.noApp.create}
        </Button>
      </Empty>
    </Boot>
  );
}

/** Asks a browser's user for the admin key. */
export function KeyDoor({ error, give }: { error: Problem | undefined; give: (key: string) => void }) {
  const [key, setKey] = useState("");
  const [tried, setTried] = useState(false);
  return (
    <main className="flex h-full items-center justify-center p-6">
      <form
        className="flex w-96 flex-col gap-3 rounded-card border border-line bg-panel p-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          give(key.trim());
        }}
      >
        <h1 className="flex items-center gap-2 text-title font-semibold">
          <Mark />
          {strings.key.title}
        </h1>
        <p className="text-row text-dim">{strings.key.about}</p>
        <Field label={strings.key.label} error={tried ? error?.message : undefined}>
          {(control) => (
            <Input
              {...control}
              type="password"
              mono
              autoFocus
              icon={<KeyRound aria-hidden />}
              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" tone="primary" disabled={key.trim() === ""}>
          {strings.key.open}
        </Button>
      </form>
    </main>
  );
}
