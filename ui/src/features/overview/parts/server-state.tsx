import { useMutation, useQuery } from "@tanstack/react-query";
import { ChevronRight, CircleAlert, CircleCheck, LoaderCircle, RotateCw } from "lucide-react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Info, Probe } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Ago } from "../../../components/ago";
import { Button } from "../../../components/button";
import { Panel } from "../../../components/panel";
import { Skeleton } from "../../../components/states";
import { cx } from "../../../lib/cx";
import { ms, sentence, stamp } from "../../../lib/format";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";

const text = strings.overview;

/** What a real client met when it connected, published and received. */
export function ServerState({ info }: { info: Info | undefined }) {
  // A key that may not probe has only the stream to go by.
  const { may, refused } = useMay("manage");
  const { phase } = useStore(usePlace().stream);
  const probe = useQuery({ ...useQueries().probe(), enabled: may });
  const again = useMutation({ mutationFn: () => probe.refetch() });
  const trouble = may && probe.error ? asApiError(probe.error) : undefined;
  const probed = trouble || probe.data?.ok === false ? "bad" : probe.data ? "good" : "unknown";
  const heard = phase === "open" ? "good" : phase === "lost" ? "bad" : "unknown";
  const state = may ? probed : heard;
  return (
    <Panel
      title={text.state}
      end={
        <Button
          tone="quiet"
          className="-mr-2"
          icon={<RotateCw aria-hidden />}
          busy={again.isPending}
          refused={refused}
          onClick={() => again.mutate()}
        >
          {text.probeAgain}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex items-start gap-2.5">
          <StateIcon state={state} />
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-baseline gap-x-2" data-testid="probe-state" role="status">
              <span
                className={cx(
                  "text-title font-semibold",
                  state === "good" ? "text-green" : state === "bad" ? "text-red" : "text-dim",
                )}
              >
                {strings.top[state === "good" ? "running" : state === "bad" ? "notRunning" : "checking"]}
              </span>
              {state === "good" && probe.data?.round_trip_ms != null && (
                <span className="tnum text-dim">
                  {text.roundTrip} {ms(probe.data.round_trip_ms)}
                </span>
              )}
            </p>
            <p className="text-dim selectable">
              {refused ?? (state === "good" ? text.probeOk : state === "bad" ? text.probeBad : text.probing)}
            </p>
            {probed === "bad" && <Why error={trouble} probe={probe.data} />}
          </div>
        </div>
        {state === "unknown" && <Skeleton rows={2} />}
        {may && probe.data && !trouble && <Steps probe={probe.data} />}
        <p className="tnum flex flex-wrap gap-x-4 text-row text-faint">
          {may && <Checked at={Math.max(probe.dataUpdatedAt, probe.errorUpdatedAt)} />}
          {info && (
            <>
              <span>
                {text.since} {stamp(info.started_at)}
              </span>
              <span>
                {text.version} {info.version}
              </span>
            </>
          )}
        </p>
      </div>
    </Panel>
  );
}

function StateIcon({ state }: { state: "good" | "bad" | "unknown" }) {
  if (state === "good") return <CircleCheck className="size-5 text-green" aria-hidden />;
  if (state === "bad") return <CircleAlert className="size-5 text-red" aria-hidden />;
  return <LoaderCircle className="size-5 text-dim" aria-hidden />;
}

function Why({
  error,
  probe,
}: {
  error: { code: string; message: string; detail: string | undefined } | undefined;
  probe: Probe | undefined;
}) {
  return (
    <div className="mt-1 selectable">
      <p>{error?.message ?? sentence(probe?.error ?? strings.common.unknownReason)}</p>
      {error?.detail && <p className="text-row text-dim">{error.detail}</p>}
      {error && <p className="font-mono text-label text-faint">{error.code}</p>}
    </div>
  );
}

/** The way of the probe, each step with its time; the last one failed if the probe did. */
function Steps({ probe }: { probe: Probe }) {
  return (
    <ol className="flex flex-wrap items-center gap-x-1 gap-y-1 rounded-control bg-canvas px-2.5 py-1.5 text-label">
      {probe.steps.map((step, index) => {
        const failed = !probe.ok && index === probe.steps.length - 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step may come twice; its place is what it is
          <li key={index} className="flex items-center gap-1">
            {index > 0 && <ChevronRight className="size-3 text-faint" aria-hidden />}
            {failed && <CircleAlert className="size-3 text-red" aria-hidden />}
            <span className={failed ? "text-red" : "text-dim"}>{text.steps[step.name] ?? step.name}</span>
            <span className="tnum font-medium">{ms(step.ms)}</span>
          </li>
        );
      })}
    </ol>
  );
}

function Checked({ at }: { at: number }) {
  if (at === 0) return null;
  return (
    <span>
      {text.checked} <Ago at={new Date(at).toISOString()} />
    </span>
  );
}
