import { ChartBarBig, Download, Ellipsis, FolderOpen, Layers, Pause, Play, Trash2 } from "lucide-react";
import type { Ref } from "react";
import { Button, IconButton } from "../../../components/button";
import { Menu } from "../../../components/menu";
import { count } from "../../../lib/format";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";
import type { Draft } from "../draft";
import type { Pane } from "../pane";
import type { Look, Told } from "../source/source";
import { Chips } from "./chips";
import { FilterInput } from "./filter-input";
import { LookMenu } from "./look-menu";
import { SavedMenu } from "./saved-menu";

const text = strings.live;

export interface ToolbarVerbs {
  pause: () => void;
  export: () => void;
  /** Absent where there is nothing to open or to clear. */
  open: (() => void) | null;
  clear: (() => void) | null;
  change: (change: Partial<Look>) => void;
}

/** Filter, and what can be done with the list. */
export function Toolbar({
  pane,
  draft,
  look,
  told,
  active,
  width,
  input,
  verbs,
}: {
  pane: Pane;
  draft: Draft;
  look: Look;
  told: Pick<Told, "waiting">;
  active: boolean;
  /** Of the list, in px. */
  width: number;
  input: Ref<HTMLInputElement>;
  verbs: ToolbarVerbs;
}) {
  const { paused, facets } = useStore(pane);
  return (
    <div className="shrink-0 border-b border-line bg-panel">
      <div className="flex h-11 items-center gap-1.5 px-3">
        <FilterInput draft={draft} input={input} />
        <SavedMenu active={active} filter={look.filter} choose={(filter) => draft.set(filter)} />
        <IconButton
          label={text.verbs.facets}
          keys="f"
          icon={<ChartBarBig aria-hidden />}
          pressed={facets}
          onClick={() => pane.facets(!facets)}
        />
        <LookMenu active={active} look={look} width={width} change={verbs.change} />
        <Button
          onClick={verbs.pause}
          aria-pressed={paused}
          icon={paused ? <Play aria-hidden /> : <Pause aria-hidden />}
          className={paused ? "tnum border-amber text-amber" : ""}
          keys="space"
        >
          {paused ? text.paused(count(told.waiting)) : text.pause}
        </Button>
        <IconButton
          label={text.verbs.export}
          keys="e"
          icon={<Download aria-hidden />}
          onClick={verbs.export}
        />
        <Menu
          label={text.more}
          align="end"
          trigger={<IconButton label={text.more} icon={<Ellipsis aria-hidden />} />}
          items={[
            look.collapse
              ? {
                  key: "unroll",
                  label: text.verbs.unrollAll,
                  icon: <Layers aria-hidden />,
                  onSelect: () => verbs.change({ collapse: false, unrolled: [] }),
                }
              : {
                  key: "collapse",
                  label: text.verbs.collapse,
                  icon: <Layers aria-hidden />,
                  onSelect: () => verbs.change({ collapse: true, unrolled: [] }),
                },
            ...(verbs.open
              ? [
                  {
                    key: "open",
                    label: text.verbs.openFile,
                    icon: <FolderOpen aria-hidden />,
                    onSelect: verbs.open,
                  },
                ]
              : []),
            ...(verbs.clear
              ? [
                  {
                    key: "clear",
                    label: text.verbs.clear,
                    icon: <Trash2 aria-hidden />,
                    danger: true,
                    onSelect: verbs.clear,
                  },
                ]
              : []),
          ]}
        />
      </div>
      <Chips draft={draft} />
    </div>
  );
}
