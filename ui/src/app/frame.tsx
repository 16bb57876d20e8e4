//! The frame around every page: top bar, rail, and what the whole window has to say.

import { Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { usePlace } from "../api/context";
import { liveOf } from "../features/live/live";
import { shortcuts, useShortcut } from "../lib/shortcuts";
import { useStore } from "../lib/store";
import { shell } from "../lib/strings/shell";
import { Dock, dockVerbs } from "./dock";
import { LostBanner } from "./lost-banner";
import { pages } from "./pages";
import { Palette } from "./palette/palette";
import { Rail } from "./rail";
import { ShortcutList } from "./shortcut-list";
import { TopBar } from "./top-bar";

/** Labels of the verbs that the frame itself binds. */
const everywhere = new Set([
  ...pages.map((page) => shell.goTo(page.label)),
  shell.palette,
  shell.shortcuts,
  shell.back,
  shell.forward,
  ...dockVerbs,
]);

export function Frame() {
  const { stream, carrier, server } = usePlace();
  // A browser records nothing: its list takes part from the first second, whichever page is in view.
  useEffect(() => {
    if (!carrier.desktop) liveOf(carrier, server).start();
  }, [carrier, server]);
  const [open, setOpen] = useState<"palette" | "shortcuts" | null>(null);
  const { history } = useRouter();
  const close = () => setOpen(null);
  usePageKeys();
  useShortcut("mod+k", () => setOpen("palette"), shell.palette);
  useShortcut("?", () => setOpen("shortcuts"), shell.shortcuts);
  useShortcut("alt+arrowleft", () => history.back(), shell.back);
  useShortcut("alt+arrowright", () => history.forward(), shell.forward);
  const status = useStore(stream);
  return (
    <div className="flex h-full flex-col">
      <TopBar search={() => setOpen("palette")} />
      {status.phase === "lost" && <LostBanner status={status} retry={() => stream.retryNow()} />}
      <div className="flex min-h-0 flex-1">
        <Rail />
        <div className="flex min-w-0 flex-1 flex-col">
          <main className="min-h-0 flex-1">
            <Outlet />
          </main>
          <Dock />
        </div>
      </div>
      {open === "palette" && <Palette onClose={close} />}
      {open === "shortcuts" && <ShortcutList everywhere={everywhere} onClose={close} />}
    </div>
  );
}

/** `g o`, `g l`, … and 1 to 9 switch pages. */
function usePageKeys() {
  const navigate = useNavigate();
  useEffect(() => {
    const undo = pages.flatMap(({ to, keys, label }, index) =>
      [keys, `${index + 1}`].map((one) =>
        shortcuts.bind(one, () => void navigate({ to }), shell.goTo(label)),
      ),
    );
    return () => {
      for (const one of undo) one();
    };
  }, [navigate]);
}
