//! Chooses the carrier once, at start.

import { isTauri } from "@tauri-apps/api/core";
import type { Carrier } from "./carrier";
import { tauriCarrier } from "./tauri";
import { webCarrier } from "./web";

export async function chooseCarrier(): Promise<Carrier> {
  if (import.meta.env.DEV) {
    const scene = new URLSearchParams(location.search).get("fake");
    if (scene) return (await import("./fake")).fakeCarrier(scene);
  }
  return isTauri() ? tauriCarrier : webCarrier();
}

export { APP, type Carrier, type StreamListener, type Target } from "./carrier";
