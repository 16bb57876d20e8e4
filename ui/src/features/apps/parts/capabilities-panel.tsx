import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { App } from "../../../api/types";
import { Panel } from "../../../components/panel";
import { complain } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { useChosen } from "../../../lib/use-chosen";
import { useUpdateApp } from "../use-update";
import { CapabilityChecks } from "./capability-checks";

const text = strings.apps.capabilities;

/** What a new channel of the app gets. */
export function CapabilitiesPanel({ app }: { app: App }) {
  const { may } = useMay("manage");
  const change = useUpdateApp(app);
  const [shown, choose, takeBack] = useChosen(app.default_capabilities);
  return (
    <Panel title={text.title}>
      <CapabilityChecks
        legend={text.about}
        value={shown}
        disabled={!may}
        onChange={(default_capabilities) => {
          choose(default_capabilities);
          change.mutate(
            { default_capabilities },
            {
              onError: (error) => {
                takeBack();
                complain(asApiError(error));
              },
            },
          );
        }}
      />
    </Panel>
  );
}
