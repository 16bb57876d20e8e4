import { useMutation, useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { ChannelState } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { DiffView } from "../../../components/diff-view";
import { JsonEditor } from "../../../components/json-editor";
import { Trouble } from "../../../components/states";
import { mention, say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { type Json, parseObject } from "../../../lib/json";
import { strings } from "../../../lib/strings";
import { begin, difference, insist, type StateEdit, save, theirs, together } from "../state-edit";

const text = strings.channels;

/** A new state as text; what would change is looked at before it is saved. */
export function StateEditor({
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
  const [reviewing, setReviewing] = useState(false);
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
    if (ready.ok && !put.isPending) put.mutate(ready.body);
  };
  const review = () => {
    const ready = save(edit);
    setWrong(ready.ok ? undefined : ready.reason);
    setReviewing(ready.ok);
  };
  const take = (next: StateEdit) => {
    put.reset();
    setReviewing(false);
    onEdit(next);
  };
  // Our own new version may be told before the answer to the call comes.
  const newer = put.isPending ? undefined : theirs(edit, current);
  const error = put.error ? asApiError(put.error) : undefined;
  if (newer) {
    return <Conflict edit={edit} newer={newer} onTake={take} onCancel={onDone} onSend={send} />;
  }
  return (
    <div className="flex flex-col gap-2">
      {reviewing ? (
        <Review
          edit={edit}
          onBack={() => setReviewing(false)}
          onSave={() => send(edit)}
          busy={put.isPending}
        />
      ) : (
        <>
          <JsonEditor
            autoFocus
            label={text.stateEditor}
            height={220}
            value={edit.text}
            onChange={(typed) => onEdit({ ...edit, text: typed })}
            onSubmit={review}
          />
          {wrong && (
            <p role="alert" className="text-label text-red">
              {wrong}
            </p>
          )}
          <div className="flex flex-wrap justify-end gap-2 pt-1">
            <Button onClick={onDone}>{strings.common.cancel}</Button>
            <Button tone="primary" keys="mod+enter" data-testid="channel-state-review" onClick={review}>
              {text.stateReview}
            </Button>
          </div>
        </>
      )}
      {error && error.code !== "VERSION_CONFLICT" && <Trouble error={error} />}
    </div>
  );
}

/** What would change, before it does. */
function Review({
  edit,
  busy,
  onBack,
  onSave,
}: {
  edit: StateEdit;
  busy: boolean;
  onBack: () => void;
  onSave: () => void;
}) {
  const button = useRef<HTMLButtonElement>(null);
  // Whoever reviews by keyboard goes on from here; the editor that had the focus is gone.
  useEffect(() => button.current?.focus(), []);
  const parsed = parseObject(edit.text);
  const { changes, before, after } = difference(edit.base.value as Json, parsed.ok ? parsed.value : {});
  return (
    <>
      <p className="tnum text-row text-dim" role="status">
        {changes === 0
          ? text.stateUnchanged
          : `${text.stateChanges(count(changes), changes === 1)} ${count(edit.base.version)}`}
      </p>
      {changes > 0 && <DiffView label={text.stateDiff} before={before} after={after} className="max-h-80" />}
      <div className="flex flex-wrap justify-end gap-2 pt-1">
        <Button onClick={onBack}>{text.stateBack}</Button>
        <Button
          ref={button}
          tone="primary"
          busy={busy}
          disabled={changes === 0}
          data-testid="channel-state-save"
          onClick={onSave}
        >
          {text.stateSave}
        </Button>
      </div>
    </>
  );
}

/** Somebody was faster: theirs, mine, and what can be done. */
function Conflict({
  edit,
  newer,
  onTake,
  onCancel,
  onSend,
}: {
  edit: StateEdit;
  newer: ChannelState;
  onTake: (edit: StateEdit) => void;
  onCancel: () => void;
  onSend: (edit: StateEdit) => void;
}) {
  const base = edit.base.value as Json;
  const their = difference(base, newer.value as Json);
  const parsed = parseObject(edit.text);
  const mine = parsed.ok ? difference(base, parsed.value) : undefined;
  const both = together(edit, newer);
  const seen = count(edit.base.version);
  return (
    <div role="alert" className="flex flex-col gap-2" data-testid="channel-state-conflict">
      <p className="flex items-start gap-2">
        <TriangleAlert className="mt-0.5 size-4 text-amber" aria-hidden />
        <span>
          {text.stateConflict}{" "}
          <span className="text-dim">{text.stateConflictAbout(count(newer.version))}</span>
        </span>
      </p>
      <h3 className="text-label font-medium text-dim">{text.stateTheirDiff(seen, count(newer.version))}</h3>
      <DiffView
        label={text.stateTheirDiff(seen, count(newer.version))}
        before={their.before}
        after={their.after}
        className="max-h-48"
      />
      <h3 className="text-label font-medium text-dim">{text.stateMineDiff(seen)}</h3>
      {mine ? (
        <DiffView
          label={text.stateMineDiff(seen)}
          before={mine.before}
          after={mine.after}
          className="max-h-48"
        />
      ) : (
        <pre className="max-h-48 overflow-auto font-mono text-row whitespace-pre-wrap selectable">
          {edit.text}
        </pre>
      )}
      <div className="flex flex-wrap justify-end gap-2 pt-1">
        <Button onClick={onCancel}>{strings.common.cancel}</Button>
        <Button data-testid="channel-state-theirs" onClick={() => onTake(begin(newer))}>
          {text.stateTakeTheirs}
        </Button>
        <Button
          disabled={!parsed.ok}
          data-testid="channel-state-overwrite"
          onClick={() => onSend(insist(edit, newer))}
        >
          {text.stateOverwrite}
        </Button>
        {both && (
          <Button
            tone="primary"
            data-testid="channel-state-merge"
            onClick={() => {
              mention(text.stateMerged);
              onTake(both);
            }}
          >
            {text.stateMerge}
          </Button>
        )}
      </div>
    </div>
  );
}
