import { Columns2, FileClock, Plus, X } from "lucide-react";
import { IconButton } from "../../../components/button";
import { cx } from "../../../lib/cx";
import { useShortcut } from "../../../lib/shortcuts";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";
import type { Live } from "../live";
import { MOST_TABS, type Tab, titleOf } from "../tabs";

const text = strings.live;

/** The lists there are, each named by its filter. */
export function TabStrip({ live, room }: { live: Live; room: boolean }) {
  const tabs = useStore(live.tabs);
  const full = tabs.all.length >= MOST_TABS ? text.tabs.most(MOST_TABS) : undefined;
  const narrow = room ? undefined : text.tabs.narrow;
  useShortcut("t", full ? null : () => live.add(), text.verbs.newTab);
  useShortcut("shift+w", tabs.all.length > 1 ? () => live.close(tabs.active) : null, text.verbs.closeTab);
  useShortcut("]", tabs.all.length > 1 ? () => live.step(1) : null, text.verbs.nextTab);
  useShortcut("[", tabs.all.length > 1 ? () => live.step(-1) : null, text.verbs.previousTab);
  useShortcut("shift+s", narrow ? null : () => live.split(!tabs.split), text.verbs.split);
  return (
    <header className="flex h-9 shrink-0 items-center gap-1 border-b border-line bg-panel px-3">
      <h1 className="mr-2 text-title font-semibold" title={text.about}>
        {text.title}
      </h1>
      <div role="tablist" aria-label={text.tabs.label} className="flex h-full min-w-0 items-end gap-0.5">
        {tabs.all.map((tab) => (
          <OneTab
            key={tab.id}
            tab={tab}
            active={tab.id === tabs.active}
            activate={() => live.activate(tab.id)}
            step={(by) => live.step(by)}
            close={tabs.all.length > 1 ? () => live.close(tab.id) : undefined}
          />
        ))}
      </div>
      <IconButton
        label={text.verbs.newTab}
        keys="t"
        icon={<Plus aria-hidden />}
        refused={full}
        onClick={() => live.add()}
      />
      <span className="flex-1" />
      <IconButton
        label={text.verbs.split}
        keys="shift+s"
        icon={<Columns2 aria-hidden />}
        pressed={tabs.split && room}
        refused={narrow}
        onClick={() => live.split(!tabs.split)}
      />
    </header>
  );
}

function OneTab({
  tab,
  active,
  activate,
  step,
  close,
}: {
  tab: Tab;
  active: boolean;
  activate: () => void;
  step: (by: number) => void;
  close: (() => void) | undefined;
}) {
  const title = titleOf(tab);
  return (
    <span
      className={cx(
        "relative flex h-full min-w-0 items-center rounded-t-control",
        active
          ? "text-text after:absolute after:inset-x-1 after:bottom-0 after:h-0.5 after:rounded-full after:bg-accent"
          : "text-dim hover:text-text",
      )}
    >
      <button
        type="button"
        role="tab"
        aria-selected={active}
        tabIndex={active ? 0 : -1}
        title={title}
        onClick={activate}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          step(by);
        }}
        className="flex h-7 max-w-56 min-w-0 items-center gap-1.5 rounded-control px-2 text-row font-medium focus-visible:-outline-offset-2"
      >
        {tab.file && <FileClock className="size-3.5 shrink-0" aria-hidden />}
        <span className={cx("truncate", tab.look.filter.trim() !== "" && "font-mono text-label")}>
          {title}
        </span>
      </button>
      {close && (
        <button
          type="button"
          aria-label={text.tabs.close(title)}
          title={text.tabs.close(title)}
          onClick={close}
          className="mr-0.5 flex size-6 shrink-0 items-center justify-center rounded-control text-faint hover:bg-hover hover:text-text"
        >
          <X className="size-3.5" aria-hidden />
        </button>
      )}
    </span>
  );
}
