//! What the dock shows of the composer.

import { usePlace } from "../../api/context";
import { useStore } from "../../lib/store";
import { library } from "./library";
import { sentIn } from "./sent";

export { MessagePanel } from "./parts/message-panel";
export { SavedPanel } from "./parts/saved-panel";
export { SentPanel } from "./parts/sent-panel";

/** How many there are, for the names of the tabs. */
export function useComposerCounts(): { sent: number; saved: number } {
  const { app } = usePlace();
  return { sent: useStore(sentIn(app.id)).length, saved: useStore(library).messages.length };
}
