//! The bottom of the window: closed, a line of 40 px; open, the composer and the simulated clients.

import { ChevronDown, ChevronUp, UsersRound } from "lucide-react";
import { Tabs } from "radix-ui";
import type { KeyboardEvent } from "react";
import { Button, IconButton } from "../components/button";
import { ComposerBar } from "../features/composer/bar";
import { MessagePanel, SavedPanel, SentPanel, useComposerCounts } from "../features/composer/panels";
import { useRowRequests } from "../features/composer/use-row-requests";
import { SimulatedPanel } from "../features/simulated/panel";
import { DOCK_HEIGHT, DOCK_TABS, type DockTab, dock } from "../lib/dock";
import { count } from "../lib/format";
import { useShortcut } from "../lib/shortcuts";
import { useStore } from "../lib/store";
import { composer as text } from "../lib/strings/composer";

/** Verbs that the dock binds on every page. */
export const dockVerbs = [text.toggle, text.tabs.simulated];

export function Dock() {
  const { open } = useStore(dock);
  useRowRequests();
  useShortcut("mod+j", dock.toggle, text.toggle);
  useShortcut("", () => dock.show("simulated"), text.tabs.simulated);
  return (
    <section aria-label={text.dock} data-testid="dock" className="shrink-0 border-t border-line bg-panel">
      {open ? <Open /> : <Closed />}
    </section>
  );
}

function Closed() {
  return (
    <div className="flex h-10 items-center gap-2 px-2">
      <ComposerBar />
      <Button tone="quiet" icon={<UsersRound aria-hidden />} onClick={() => dock.show("simulated")}>
        {text.tabs.simulated}
      </Button>
      <IconButton label={text.open} keys="mod+j" icon={<ChevronUp aria-hidden />} onClick={dock.toggle} />
    </div>
  );
}

function Open() {
  const { tab } = useStore(dock);
  const counts = useComposerCounts();
  const names: Record<DockTab, string> = {
    message: text.tabs.message,
    sent: counted(text.tabs.sent, counts.sent),
    saved: counted(text.tabs.saved, counts.saved),
    simulated: text.tabs.simulated,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // A list or a dialog that is open takes the key for itself.
    if (event.key === "Escape" && !event.defaultPrevented) dock.close();
  };
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(next) => dock.show(next as DockTab)}
      onKeyDown={onKeyDown}
      style={{ height: DOCK_HEIGHT }}
      className="flex flex-col animate-open"
    >
      <div style={{ height: DOCK_TABS }} className="flex shrink-0 items-center border-b border-line px-2">
        <Tabs.List aria-label={text.dock} className="flex flex-1 gap-1">
          {(Object.keys(names) as DockTab[]).map((key) => (
            <Tabs.Trigger
              key={key}
              value={key}
              className="tnum h-7 rounded-control px-2 text-row font-medium text-dim hover:bg-hover hover:text-text data-[state=active]:bg-accent-soft data-[state=active]:text-accent"
            >
              {names[key]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <IconButton label={text.close} keys="mod+j" icon={<ChevronDown aria-hidden />} onClick={dock.close} />
      </div>
      <Content tab="message">
        <MessagePanel />
      </Content>
      <Content tab="sent">
        <SentPanel />
      </Content>
      <Content tab="saved">
        <SavedPanel />
      </Content>
      <Content tab="simulated">
        <SimulatedPanel />
      </Content>
    </Tabs.Root>
  );
}

function Content({ tab, children }: { tab: DockTab; children: React.ReactNode }) {
  return (
    <Tabs.Content value={tab} tabIndex={-1} className="min-h-0 flex-1">
      {children}
    </Tabs.Content>
  );
}

const counted = (name: string, n: number) => (n === 0 ? name : text.tabCount(name, count(n)));
