//! All simulated clients as they are now, told by the desktop as long as somebody looks.

import type { Simulation } from "../../api/types";
import type { Readable } from "../../lib/store";
import { APP, type Carrier } from "../../platform";

/** The stream is opened again so long after it ended. */
const AGAIN_MS = 1000;

export interface Watched {
  /** Nothing before the first word. */
  clients: Simulation["clients"] | undefined;
  /** Why it is not up to date; absent while it is. */
  lost?: string;
}

export class SimulationWatch implements Readable<Watched> {
  private readonly carrier: Pick<Carrier, "stream">;
  private readonly watchers = new Set<() => void>();
  private value: Watched = { clients: undefined };
  private close: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(carrier: Pick<Carrier, "stream">) {
    this.carrier = carrier;
  }

  get = (): Watched => this.value;

  subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    if (this.watchers.size === 1) this.open();
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size > 0) return;
      clearTimeout(this.timer);
      this.close?.();
      this.close = null;
    };
  };

  private open(): void {
    this.close = this.carrier.stream(APP, "/app/v1/simulated/stream", {
      opened: () => undefined,
      frame: (text) => this.become({ clients: (JSON.parse(text) as Simulation).clients }),
      ended: (reason) => {
        this.become({ clients: this.value.clients, lost: reason });
        this.timer = setTimeout(() => this.open(), AGAIN_MS);
      },
    });
  }

  private become(value: Watched): void {
    this.value = value;
    for (const watcher of this.watchers) watcher();
  }
}
