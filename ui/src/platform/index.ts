//! Chooses the carrier once, at start.

import { isTauri } from "@tauri-apps/api/core";
import type { Carrier } from "./carrier";
import { tauriCarrier } from "./tauri";
import { webCarrier } from "./web";

export function chooseCarrier(): Carrier {
  return isTauri() ? tauriCarrier : webCarrier();
}

export { APP, type Carrier, type StreamListener, type Target } from "./carrier";
