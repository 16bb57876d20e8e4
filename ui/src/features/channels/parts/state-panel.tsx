import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { ChannelState } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { JsonEditor } from "../../../components/json-editor";
import { JsonTree } from "../../../components/json-tree";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { type Json, pretty } from "../../../lib/json";
import { strings } from "../../../lib/strings";
import { begin, insist, type StateEdit, save, theirs } from "../state-edit";

const text = strings.channels;

/** The channel's state: to look at, and to change. */
export function StatePanel({ channel }: { channel: string }) {
  const { app } = usePlace();
  const state = useQuery(useQueries().state(app.id, channel));
  const [edit, setEdit] = useState<StateEdit>();
  const current = state.data;
  return (
    <Panel
      title={text.state}
      end={
        current && (
          <>
            <span className="tnum text-row text-dim" data-testid="channel-state-version">
              {text.stateVersion(count(current.version))}
            </span>
            {!edit && (
              <span className="-mr-2 flex items-center">
                <CopyButton small text={pretty(current.value)} />
                <Button
                  tone="quiet"
                  icon={<Pencil aria-hidden />}
                  data-testid="channel-state-edit"
                  onClick={() => setEdit(begin(current))}
                >
                  {text.stateEdit}
                </Button>
              </span>
            )}
          </>
        )
      }
    >
      {!current ? (
        state.error ? (
          <Trouble error={asApiError(state.error)} retry={() => void state.refetch()} />
        ) : (
          <Skeleton rows={4} />
        )
      ) : edit ? (
        <Editor
          channel={channel}
          current={current}
          edit={edit}
          onEdit={setEdit}
          onDone={() => setEdit(undefined)}
        />
      ) : Object.keys(current.value).length === 0 ? (
        <p className="text-dim">{text.stateEmpty}</p>
      ) : (
        <div className="max-h-80 overflow-auto">
          <JsonTree value={current.value as Json} />
        </div>
      )}
    </Panel>
  );
}

function Editor({
  channel,
  current,
  edit,
  onEdit,
  onDone,
}: {
  channel: string;
  current: ChannelState;
  edit: StateEdit;
  onEdit: (edit: StateEdit) => void;
  onDone: () => void;
}) {
  const { api, app } = usePlace();
  const client = useQueryClient();
  const { queryKey } = useQueries().state(app.id, channel);
  const [wrong, setWrong] = useState<string>();
  const put = useMutation({
    mutationFn: (body: { value: Record<string, Json>; expected_version: number }) =>
      ask(
        api.PUT("/admin/v1/apps/{app}/channels/{channel}/state", {
          params: { path: { app: app.id, channel } },
          body,
        }),
      ),
    onSuccess: (saved) => {
      // Shown at once, not only when the stream says so.
      client.setQueryData(queryKey, saved);
      say(text.stateSaved(count(saved.version)));
      onDone();
    },
    // Whoever was faster has to be looked at before anybody can decide.
    onError: () => client.invalidateQueries({ queryKey }),
  });
  const send = (what: StateEdit) => {
    const ready = save(what);
    setWrong(ready.ok ? undefined : ready.reason);
    if (ready.ok && !put.isPending) put.mutate(ready.body);
  };
  // Our own new version may be told before the answer to the call comes.
  const newer = put.isPending ? undefined : theirs(edit, current);
  const error = put.error ? asApiError(put.error) : undefined;
  return (
    <div className="flex h-full flex-col gap-2">
      <JsonEditor
        label={text.stateEditor}
        height={180}
        value={edit.text}
        onChange={(typed) => onEdit({ ...edit, text: typed })}
        onSubmit={() => !newer && send(edit)}
      />
      {wrong && <p className="text-label text-red">{wrong}</p>}
      {newer && (
        <div role="alert" className="flex gap-2 rounded-control border border-line bg-canvas p-2">
          <TriangleAlert className="mt-0.5 size-4 text-amber" aria-hidden />
          <div className="min-w-0 flex-1">
            <p>{text.stateConflict}</p>
            <p className="text-row text-dim">{text.stateConflictAbout(count(newer.version))}</p>
            <pre className="mt-1.5 max-h-32 overflow-auto font-mono text-row leading-[18px] whitespace-pre-wrap selectable">
              {pretty(newer.value)}
            </pre>
          </div>
        </div>
      )}
      {error && error.code !== "VERSION_CONFLICT" && <Trouble error={error} />}
      <div className="mt-auto flex flex-wrap justify-end gap-2 pt-1">
        <Button onClick={onDone}>{strings.common.cancel}</Button>
        {newer ? (
          <>
            <Button data-testid="channel-state-overwrite" onClick={() => send(insist(edit, newer))}>
              {text.stateOverwrite}
            </Button>
            <Button
              tone="primary"
              data-testid="channel-state-theirs"
              onClick={() => {
                put.reset();
                onEdit(begin(newer));
              }}
            >
              {text.stateTakeTheirs}
            </Button>
          </>
        ) : (
          <Button
            tone="primary"
            keys="mod+enter"
            busy={put.isPending}
            data-testid="channel-state-save"
            onClick={() => send(edit)}
          >
            {text.stateSave}
          </Button>
        )}
      </div>
    </div>
  );
}
