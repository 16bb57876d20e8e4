import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, History } from "lucide-react";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { ChannelState, StateVersion } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Ago } from "../../../components/ago";
import { Button } from "../../../components/button";
import { DiffView } from "../../../components/diff-view";
import { Skeleton, Trouble } from "../../../components/states";
import { complain, mention, sayUndo } from "../../../components/toast";
import { cx } from "../../../lib/cx";
import { count } from "../../../lib/format";
import type { Json } from "../../../lib/json";
import { strings } from "../../../lib/strings";
import { difference } from "../state-edit";

const text = strings.channels;

/** Former states, the newest first; each shows what going back to it would change. */
export function StateVersions({ channel, current }: { channel: string; current: ChannelState }) {
  const { app } = usePlace();
  const states = useQuery(useQueries().states(app.id, channel));
  const [open, setOpen] = useState<number>();
  if (!states.data) {
    return states.error ? (
      <Trouble error={asApiError(states.error)} retry={() => void states.refetch()} />
    ) : (
      <Skeleton rows={3} />
    );
  }
  if (states.data.length === 0) return <p className="text-dim">{text.versionsNone}</p>;
  return (
    <ul className="-mx-3 -mb-3 max-h-96 overflow-y-auto border-t border-line">
      {states.data.map((version) => (
        <Version
          key={version.version}
          channel={channel}
          version={version}
          current={current}
          open={open === version.version}
          onOpen={(on) => setOpen(on ? version.version : undefined)}
        />
      ))}
    </ul>
  );
}

function Version({
  channel,
  version,
  current,
  open,
  onOpen,
}: {
  channel: string;
  version: StateVersion;
  current: ChannelState;
  open: boolean;
  onOpen: (open: boolean) => void;
}) {
  const now = version.version === current.version;
  const number = count(version.version);
  return (
    <li data-testid="channel-state-former">
      <button
        type="button"
        aria-expanded={open}
        disabled={now}
        onClick={() => onOpen(!open)}
        className="flex h-8 w-full items-center gap-2 px-3 text-left text-row hover:bg-hover focus-visible:-outline-offset-2 disabled:hover:bg-panel"
      >
        <ChevronRight
          className={cx("size-4 text-faint", open && "rotate-90", now && "invisible")}
          aria-hidden
        />
        <span className="tnum font-medium">{text.stateVersion(number)}</span>
        {now && <span className="text-accent">{text.versionNow}</span>}
        <span className="min-w-0 flex-1 truncate text-dim">{text.versionBy(version.by.label)}</span>
        <span className="shrink-0 text-dim">
          <Ago at={version.at} />
        </span>
      </button>
      {open && !now && <Restore channel={channel} version={version} current={current} />}
    </li>
  );
}

function Restore({
  channel,
  version,
  current,
}: {
  channel: string;
  version: StateVersion;
  current: ChannelState;
}) {
  const { api, app } = usePlace();
  const { refused } = useMay("manage");
  const client = useQueryClient();
  const { queryKey } = useQueries().state(app.id, channel);
  const params = { path: { app: app.id, channel } };
  const goTo = async (to: number, expected: number) => {
    const state = await ask(
      api.POST("/admin/v1/apps/{app}/channels/{channel}/states/restore", {
        params,
        body: { version: to, expected_version: expected },
      }),
    );
    client.setQueryData(queryKey, state);
    return state;
  };
  const restore = useMutation({
    mutationFn: (from: number) => goTo(version.version, from),
    // What is current may be the new one already when the answer comes; the way back leads to where it began.
    onSuccess: (state, from) =>
      sayUndo(text.restored(count(version.version), count(state.version)), () => {
        goTo(from, state.version).then(
          () => mention(strings.common.undone),
          (thrown: unknown) => complain(asApiError(thrown)),
        );
      }),
    onError: () => client.invalidateQueries({ queryKey }),
  });
  const { before, after } = difference(current.value as Json, version.value as Json);
  const number = count(version.version);
  return (
    <div className="flex flex-col gap-2 border-y border-line bg-canvas p-3">
      <h3 className="text-label font-medium text-dim">{text.versionDiff(number)}</h3>
      <DiffView label={text.versionDiff(number)} before={before} after={after} className="max-h-56" />
      {restore.error && <Trouble error={asApiError(restore.error)} />}
      <Button
        className="self-end"
        icon={<History aria-hidden />}
        busy={restore.isPending}
        refused={refused}
        onClick={() => restore.mutate(current.version)}
      >
        {text.restore(number)}
      </Button>
    </div>
  );
}
