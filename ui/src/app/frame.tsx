//! The frame around every page: top bar, rail, and what the whole window has to say.

import { Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { usePlace } from "../api/context";
import { liveOf } from "../features/live/model";
import { useShortcut } from "../lib/shortcuts";
import { useStore } from "../lib/store";
import { LostBanner } from "./lost-banner";
import { pages, Rail } from "./rail";
import { TopBar } from "./top-bar";

export function Frame() {
  const { stream } = usePlace();
  // The live list takes part from the first second, whichever page is in view.
  useEffect(() => liveOf(stream).start(), [stream]);
  usePageKeys();
  const status = useStore(stream);
  return (
    <div className="flex h-full flex-col">
      <TopBar />
      {status.phase === "lost" && <LostBanner status={status} retry={() => stream.retryNow()} />}
      <div className="flex min-h-0 flex-1">
        <Rail />
        <main className="min-w-0 flex-1">
          <Outlet />
        </main>
      </div>
    </div>
  );
}

/** `g o`, `g l`, … and 1 to 4 switch pages. */
function usePageKeys() {
  const navigate = useNavigate();
  const go = (index: number) => () => {
    const page = pages[index];
    if (page) void navigate({ to: page.to });
  };
  useShortcut("g o, 1", go(0));
  useShortcut("g l, 2", go(1));
  useShortcut("g c, 3", go(2));
  useShortcut("g a, 4", go(3));
}
