//! Chooses the carrier once, at start.

import { isTauri } from "@tauri-apps/api/core";
import type { Carrier } from "./carrier";
import { tauriCarrier } from "./tauri";
import { webCarrier } from "./web";

export async function chooseCarrier(): Promise<Carrier> {
  if (import.meta.env.DEV) {
    const { fakeCarrier, sceneOf } = await import("./fake");
    const scene = sceneOf(location.search);
    if (scene) return fakeCarrier(scene);
  }
  return isTauri() ? tauriCarrier : webCarrier();
}

export { APP, type Carrier, type StreamListener, type Target } from "./carrier";
