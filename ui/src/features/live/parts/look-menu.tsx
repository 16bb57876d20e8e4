import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../../../components/button";
import { Check } from "../../../components/field";
import { Popover } from "../../../components/popover";
import { Segmented } from "../../../components/segmented";
import { useShortcut } from "../../../lib/shortcuts";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";
import { asDesigned, chooseColumns, chosenColumns, columns, fitted, withShown } from "../columns";
import type { Look } from "../source/source";
import { modes, timeMode } from "../times";

const text = strings.live.look;

/** How the list looks: times, columns, floods and noise. */
export function LookMenu({
  active,
  look,
  width,
  change,
}: {
  active: boolean;
  look: Look;
  /** Of the list, in px. */
  width: number;
  change: (change: Partial<Look>) => void;
}) {
  const [open, setOpen] = useState(false);
  const choice = useStore(chosenColumns);
  const mode = useStore(timeMode);
  const { left } = fitted(choice, width);
  useShortcut("v", active ? () => setOpen(true) : null, strings.live.verbs.look);
  return (
    <Popover
      label={text.title}
      open={open}
      onOpenChange={setOpen}
      className="w-[340px]"
      trigger={
        <IconButton label={strings.live.verbs.look} keys="v" icon={<SlidersHorizontal aria-hidden />} />
      }
    >
      <h2 className="mb-1 text-label font-medium text-faint">{text.time}</h2>
      <Segmented
        label={text.time}
        value={mode}
        onChange={timeMode.set}
        options={modes.map((value) => ({ value, label: text.times[value] }))}
      />
      <h2 className="mt-3 mb-1 text-label font-medium text-faint">{text.columns}</h2>
      <div className="grid grid-cols-2">
        {columns.map(({ key }) => (
          <Check
            key={key}
            label={strings.live.columns[key]}
            {...(left.includes(key) ? { about: text.narrow } : {})}
            checked={!choice.hidden.includes(key)}
            onChange={(shown) => chooseColumns(withShown(choice, key, shown))}
          />
        ))}
      </div>
      <Button tone="quiet" className="mt-1 -ml-2" onClick={() => chooseColumns(asDesigned)}>
        {text.reset}
      </Button>
      <div className="mt-2 border-t border-line pt-2">
        <Check
          label={text.collapse}
          checked={look.collapse}
          onChange={(collapse) => change({ collapse, unrolled: [] })}
        />
        <Check
          label={text.noise}
          about={text.noiseAbout}
          checked={look.noise}
          onChange={(noise) => change({ noise })}
        />
        {look.unrolled.length > 0 && (
          <Button tone="quiet" className="-ml-2" onClick={() => change({ collapse: true, unrolled: [] })}>
            {strings.live.verbs.collapse}
          </Button>
        )}
      </div>
    </Popover>
  );
}
