import { asApiError } from "../../../api/error";
import type { Preferences } from "../../../api/types";
import { Check } from "../../../components/field";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { complain } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { useChosen } from "../../../lib/use-chosen";
import { useAbout, useChoose, usePreferences } from "../preferences";

const text = strings.settings.window;

/** Notifications, and what closing the window does. */
export function WindowSection() {
  const preferences = usePreferences();
  const about = useAbout();
  const choose = useChoose();
  const [chosen, show, takeBack] = useChosen(preferences.data);
  const tray = about.data?.tray !== false;
  const set = (some: Partial<Preferences>) => {
    if (chosen) show({ ...chosen, ...some });
    choose.mutate(some, {
      onError: (error) => {
        takeBack();
        complain(asApiError(error));
      },
    });
  };
  return (
    <div className="flex flex-col gap-4">
      <p className="text-row text-dim">{text.about}</p>
      <Panel title={strings.settings.sections.window}>
        {chosen ? (
          <div className="flex flex-col gap-2">
            <div>
              <Check
                label={text.notifications}
                checked={chosen.notifications}
                onChange={(notifications) => set({ notifications })}
              />
              <p className="ml-5.5 text-row text-dim">{text.notificationsAbout}</p>
            </div>
            <div>
              <Check
                label={text.keep}
                checked={chosen.keep_running && tray}
                disabled={!tray}
                onChange={(keep_running) => set({ keep_running })}
              />
              <p className="ml-5.5 text-row text-dim">{tray ? text.keepAbout : text.noTray}</p>
            </div>
          </div>
        ) : preferences.error ? (
          <Trouble error={asApiError(preferences.error)} retry={() => void preferences.refetch()} />
        ) : (
          <Skeleton rows={3} />
        )}
      </Panel>
    </div>
  );
}
