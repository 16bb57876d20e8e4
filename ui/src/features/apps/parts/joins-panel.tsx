import { useState } from "react";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { App } from "../../../api/types";
import { Button } from "../../../components/button";
import { DurationInput } from "../../../components/duration-input";
import { Field } from "../../../components/field";
import { Panel } from "../../../components/panel";
import { Trouble } from "../../../components/states";
import { complain, say } from "../../../components/toast";
import { durationOf, msOf } from "../../../lib/duration";
import { strings } from "../../../lib/strings";
import { useChosen } from "../../../lib/use-chosen";
import { fieldOf } from "../model";
import { useUpdateApp } from "../use-update";
import { ModeChoice } from "./mode-choice";

const text = strings.apps;

/** What happens to those who ask to join a private channel. */
export function JoinsPanel({ app }: { app: App }) {
  const { may, refused } = useMay("manage");
  const mode = useUpdateApp(app);
  const [shown, choose, takeBack] = useChosen(app.join_mode);
  const timeout = useUpdateApp(app);
  const [typed, setTyped] = useState(durationOf(app.ask_timeout_ms));
  const ms = msOf(typed);
  const error = timeout.error ? asApiError(timeout.error) : undefined;
  const here = error && fieldOf(["ask_timeout_ms"], error) !== undefined;
  const inPlace = here ? [error.message, error.detail].filter(Boolean).join(" ") : undefined;
  return (
    <Panel title={text.joins.title}>
      <p className="mb-3 text-row text-dim">{text.joins.about}</p>
      <ModeChoice
        headed
        value={shown}
        disabled={!may}
        onChange={(join_mode) => {
          choose(join_mode);
          mode.mutate(
            { join_mode },
            {
              onSuccess: (changed) => say(strings.approvals.modeChanged[changed.join_mode]),
              onError: (thrown) => {
                takeBack();
                complain(asApiError(thrown));
              },
            },
          );
        }}
      />
      <form
        className="mt-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (ms !== undefined && may)
            timeout.mutate({ ask_timeout_ms: ms }, { onSuccess: () => say(text.saved) });
        }}
      >
        <Field
          label={text.joins.timeout}
          hint={text.joins.timeoutHint}
          error={ms === undefined ? text.notNumber : inPlace}
        >
          {(control) => (
            <span className="flex gap-2">
              <DurationInput
                {...control}
                label={text.joins.timeout}
                value={typed}
                onChange={setTyped}
                disabled={!may}
              />
              <Button
                type="submit"
                busy={timeout.isPending}
                refused={refused}
                disabled={ms === undefined || ms === app.ask_timeout_ms}
              >
                {text.save}
              </Button>
            </span>
          )}
        </Field>
        {error && !here && <Trouble error={error} />}
      </form>
    </Panel>
  );
}
