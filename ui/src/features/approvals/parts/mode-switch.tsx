import { useMutation } from "@tanstack/react-query";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { App } from "../../../api/types";
import { Segmented } from "../../../components/segmented";
import { complain, say } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { useChosen } from "../../../lib/use-chosen";

const text = strings.approvals;

type Mode = App["join_mode"];

const modes = Object.keys(text.modes) as Mode[];

/** What happens to the private joins of the app in view. */
export function ModeSwitch() {
  const { api, app } = usePlace();
  const [shown, choose, takeBack] = useChosen(app.join_mode);
  const { refused } = useMay("manage");
  const change = useMutation({
    mutationFn: (join_mode: Mode) =>
      ask(api.PATCH("/admin/v1/apps/{app}", { params: { path: { app: app.id } }, body: { join_mode } })),
    onSuccess: (changed) => say(text.modeChanged[changed.join_mode]),
    onError: (error) => {
      takeBack();
      complain(asApiError(error));
    },
  });
  return (
    <div className="flex items-center gap-2">
      <span aria-hidden className="hidden text-row text-dim rail:inline">
        {text.mode}
      </span>
      <Segmented
        label={text.mode}
        options={modes.map((mode) => ({ value: mode, label: text.modes[mode] }))}
        value={shown}
        refused={refused}
        onChange={(mode) => {
          choose(mode);
          change.mutate(mode);
        }}
      />
    </div>
  );
}
