import { Panel } from "../../../components/panel";
import { Segmented } from "../../../components/segmented";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";
import { type Theme, theme } from "../../../lib/theme";

const text = strings.settings.appearance;

const themes = Object.keys(strings.top.themes) as Theme[];

/** How the dashboard looks on this computer. */
export function AppearanceSection() {
  const chosen = useStore(theme);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-row text-dim">{text.about}</p>
      <Panel title={text.theme}>
        <Segmented
          label={text.theme}
          options={themes.map((one) => ({ value: one, label: strings.top.themes[one] }))}
          value={chosen}
          onChange={theme.set}
        />
        <p className="mt-3 text-row text-dim">{text.keys}</p>
      </Panel>
    </div>
  );
}
