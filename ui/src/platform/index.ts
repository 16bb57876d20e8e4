//! Chooses the carrier once, at start.

import { isTauri } from "@tauri-apps/api/core";
import type { Carrier } from "./carrier";
import { tauriCarrier } from "./tauri";
import { webCarrier } from "./web";

export async function chooseCarrier(): Promise<Carrier> {
  if (import.meta.env.DEV) {
    const { fakeCarrier, sceneOf } = await import("./fake");
    const scene = sceneOf(location.search);
    if (scene) {
      // A query before the hash would be taken for a part of the page's own.
      history.replaceState(history.state, "", location.pathname + location.hash);
      return fakeCarrier(scene);
    }
  }
  return isTauri() ? tauriCarrier : webCarrier();
}

export { APP, type Carrier, type StreamListener, type Target } from "./carrier";
