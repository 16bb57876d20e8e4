import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { asApiError } from "../../../api/error";
import type { Token } from "../../../api/types";
import { Button } from "../../../components/button";
import { DiffView } from "../../../components/diff-view";
import { JsonEditor } from "../../../components/json-editor";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { begin, changeOf, insist, overtaken, type StateEdit, together } from "../state-edit";
import { useUpdateToken } from "../use-update";

const text = strings.tokens.state;

/** First the text, then what saving it would change; only then it is saved. */
export function StateEditor({
  token,
  edit,
  onEdit,
  onDone,
}: {
  token: Token;
  edit: StateEdit;
  onEdit: (edit: StateEdit) => void;
  onDone: () => void;
}) {
  const [reviewing, setReviewing] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const update = useUpdateToken(token.id);
  const change = changeOf(edit, token);
  // Our own new version may be told before the answer to the call comes.
  const newer = !update.isPending && overtaken(edit, token);
  const error = update.error ? asApiError(update.error) : undefined;
  const review = () => {
    setWrong(change.ok ? undefined : strings.tokens.form.stateWrong(change.reason));
    setReviewing(change.ok);
  };
  const send = (what: StateEdit) => {
    const ready = changeOf(what, token);
    if (!ready.ok || update.isPending) return;
    update.mutate(ready.body, {
      onSuccess: (saved) => {
        say(text.saved(count(saved.state_version)));
        onDone();
      },
    });
  };
  const both = newer ? together(edit, token) : undefined;
  useShortcut("mod+enter", reviewing && !newer ? () => send(edit) : null, text.save);
  return (
    <div className="flex flex-col gap-2">
      {reviewing && change.ok ? (
        <DiffView label={text.diff} before={change.before} after={change.after} className="max-h-80" />
      ) : (
        <JsonEditor
          autoFocus
          label={text.editor}
          height={200}
          value={edit.text}
          onChange={(typed) => onEdit({ ...edit, text: typed })}
          onSubmit={review}
        />
      )}
      {wrong && !reviewing && (
        <p role="alert" className="text-label text-red">
          {wrong}
        </p>
      )}
      {newer && (
        <div role="alert" className="flex gap-2 rounded-control border border-line bg-canvas p-2">
          <TriangleAlert className="mt-0.5 size-4 text-amber" aria-hidden />
          <div className="min-w-0 flex-1">
            <p>{text.conflict(count(token.state_version))}</p>
            {change.ok && <p className="text-row text-dim">{text.conflictAbout}</p>}
            {change.ok && !reviewing && (
              <DiffView
                label={text.diff}
                before={change.before}
                after={change.after}
                className="mt-1.5 max-h-40"
              />
            )}
          </div>
        </div>
      )}
      {error && error.code !== "VERSION_CONFLICT" && <Trouble error={error} />}
      <div className="flex flex-wrap justify-end gap-2 pt-1">
        <Button onClick={onDone}>{strings.common.cancel}</Button>
        {newer ? (
          <>
            <Button onClick={() => onEdit(begin(token))}>{text.theirs}</Button>
            {both && <Button onClick={() => onEdit(both)}>{text.together}</Button>}
            <Button
              disabled={!change.ok}
              onClick={() => {
                const mine = insist(edit, token);
                onEdit(mine);
                send(mine);
              }}
            >
              {text.overwrite}
            </Button>
          </>
        ) : reviewing ? (
          <>
            <Button onClick={() => setReviewing(false)}>{text.back}</Button>
            <Button
              tone="primary"
              keys="mod+enter"
              autoFocus
              busy={update.isPending}
              disabled={!change.ok || change.before === change.after}
              onClick={() => send(edit)}
            >
              {text.save}
            </Button>
          </>
        ) : (
          <Button tone="primary" keys="mod+enter" onClick={review}>
            {text.review}
          </Button>
        )}
      </div>
    </div>
  );
}
