import { useQuery } from "@tanstack/react-query";
import { RotateCw, TriangleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asApiError } from "../../../api/error";
import type { Preferences } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { differs, portOf } from "../ports";
import { useChoose, usePreferences, useRestart } from "../preferences";

const text = strings.settings.ports;

/** Where the app's own server listens. */
export function PortsSection() {
  const preferences = usePreferences();
  const settings = useQuery(useQueries().settings());
  const [asking, setAsking] = useState(false);
  useShortcut("r", () => setAsking(true), text.restart);
  const chosen = preferences.data;
  const now = settings.data;
  const other =
    chosen &&
    now &&
    (differs(chosen.listen_port, now.listen) || differs(chosen.admin_port, now.admin_listen));
  return (
    <div className="flex flex-col gap-4">
      <p className="text-row text-dim">{text.about}</p>
      <Panel
        title={strings.settings.sections.ports}
        end={
          <Button
            tone="quiet"
            className="-mr-2"
            icon={<RotateCw aria-hidden />}
            keys="r"
            onClick={() => setAsking(true)}
          >
            {text.restart}
          </Button>
        }
      >
        {now && <p className="mb-3 text-row text-dim">{text.now(now.listen, now.admin_listen)}</p>}
        {chosen ? (
          <Ports key={`${chosen.listen_port} ${chosen.admin_port}`} of={chosen} />
        ) : preferences.error ? (
          <Trouble error={asApiError(preferences.error)} retry={() => void preferences.refetch()} />
        ) : (
          <Skeleton rows={3} />
        )}
        {other && (
          <p role="status" className="mt-3 flex items-center gap-1.5 text-row text-amber">
            <TriangleAlert className="size-4" aria-hidden />
            {text.differs}
          </p>
        )}
      </Panel>
      {asking && <RestartDialog onClose={() => setAsking(false)} />}
    </div>
  );
}

function Ports({ of: chosen }: { of: Preferences }) {
  const [listen, setListen] = useState(String(chosen.listen_port));
  const [admin, setAdmin] = useState(String(chosen.admin_port));
  const choose = useChoose();
  const listenPort = portOf(listen);
  const adminPort = portOf(admin);
  const same = listenPort !== undefined && listenPort !== 0 && listenPort === adminPort;
  const changed = listenPort !== chosen.listen_port || adminPort !== chosen.admin_port;
  const ready = listenPort !== undefined && adminPort !== undefined && !same && changed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    choose.mutate({ listen_port: listenPort, admin_port: adminPort }, { onSuccess: () => say(text.saved) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <div className="grid max-w-lg grid-cols-2 gap-4">
        <Field label={text.listen} hint={text.hint} error={listenPort === undefined ? text.wrong : undefined}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={listen}
              onChange={(event) => setListen(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={text.admin}
          hint={text.hint}
          error={adminPort === undefined ? text.wrong : same ? text.same : undefined}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={admin}
              onChange={(event) => setAdmin(event.target.value)}
            />
          )}
        </Field>
      </div>
      {choose.error && <Trouble error={asApiError(choose.error)} />}
      <div>
        <Button type="submit" tone="primary" busy={choose.isPending} disabled={!ready}>
          {text.save}
        </Button>
      </div>
    </form>
  );
}

function RestartDialog({ onClose }: { onClose: () => void }) {
  const info = useQuery(useQueries().info());
  const restart = useRestart();
  const connections = info.data?.counters.connections ?? 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.restartTitle}
      about={text.restartAbout(count(connections), connections === 1)}
      verb={text.restart}
      danger
      busy={restart.isPending}
      onSubmit={() =>
        restart.mutate(undefined, {
          onSuccess: () => {
            onClose();
            say(text.restarted);
          },
        })
      }
    >
      {restart.error && <Trouble error={asApiError(restart.error)} />}
    </Dialog>
  );
}
