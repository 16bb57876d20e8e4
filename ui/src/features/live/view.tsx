import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { usePlace } from "../../api/context";
import { useStore } from "../../lib/store";
import { liveOf } from "./live";
import { PaneView } from "./parts/pane-view";
import { TabStrip } from "./parts/tab-strip";
import { inView } from "./tabs";

/** Two lists side by side need so much, in px. */
const ROOM = 1100;

/** Everything that happens, as it happens: one list, or a few. */
export function LiveView() {
  const { carrier, server } = usePlace();
  const live = liveOf(carrier, server);
  const tabs = useStore(live.tabs);
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(false);
  useEffect(() => live.start(), [live]);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () => setRoom(element.clientWidth >= ROOM);
    look();
    const watcher = new ResizeObserver(look);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return (
    <div ref={frame} className="flex h-full flex-col">
      <TabStrip live={live} room={room} />
      <div className="flex min-h-0 flex-1 divide-x divide-line-strong">
        {inView(tabs, room).map((tab) => (
          <PaneView key={`${server} ${tab.id}`} live={live} tab={tab} active={tab.id === tabs.active} />
        ))}
      </div>
    </div>
  );
}
