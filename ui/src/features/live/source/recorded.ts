//! What the app has recorded, on the desktop: a view of a capture, told in frames, its lines read as they are looked at.
//! What the page holds does not grow with the capture.

import { type Api, apiFor, ask } from "../../../api/client";
import { RETRIES } from "../../../api/stream";
import type { FilterText, Line, ViewFrame } from "../../../api/types";
import { frames, type Scheduler } from "../../../lib/frames";
import { Pace } from "../../../lib/pace";
import { APP, type Carrier } from "../../../platform";
import { exportRecorded } from "./export-recorded";
import { Pages } from "./pages";
import { type ExportWish, everything, type Look, nothingTold, type Source, type Told } from "./source";

/** Changes that are held back, at most; what goes beyond is read again. */
const MOST_ASIDE = 1000;

export class Recorded implements Source {
  readonly formats = ["ndjson", "csv", "capture"] as const;
  private readonly api: Api;
  private readonly carrier: Carrier;
  private readonly capture: string;
  private readonly scheduler: Scheduler;
  private readonly pages: Pages;
  private readonly watchers = new Set<() => void>();
  private told: Told = nothingTold;
  private wanted: Look = everything;
  /** Where the frames say that the lines end, also while the list is held still. */
  private end = 0;
  private still = false;
  /** Lines on the list that have changed while it was held still. */
  private readonly aside = new Map<number, Line>();
  private running = false;
  /** A frame of the view that is open now has come. */
  private ready = false;
  private close: (() => void) | null = null;
  private cancelRetry: (() => void) | null = null;
  private attempt = 0;
  private readonly pace: Pace;

  /** `capture`: id of a server, or of a file that was opened. */
  constructor(carrier: Carrier, capture: string, scheduler: Scheduler = frames) {
    this.carrier = carrier;
    this.capture = capture;
    this.scheduler = scheduler;
    this.api = apiFor(carrier, APP);
    this.pages = new Pages(
      async (from, count) => {
        const params = { path: this.ofView, query: { from, count } };
        return (await ask(this.api.GET("/app/v1/views/{view}/lines", { params }))).lines;
      },
      () => this.pace.now(),
    );
    this.pace = new Pace(scheduler, () => this.paint());
  }

  get = (): Told => this.told;

  subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  start(): void {
    if (this.running) return;
    this.running = true;
    this.open();
  }

  stop(): void {
    this.running = false;
    this.shut();
  }

  look(wanted: Look): void {
    this.wanted = wanted;
    if (!this.running) return;
    this.attempt = 0;
    this.shut();
    // What was there stays on screen until the first frame of the new view; a word says that it is looked for.
    this.become({ looking: true });
    this.open();
  }

  hold(still: boolean): void {
    if (still === this.still) return;
    this.still = still;
    if (still) return;
    for (const line of this.aside.values()) this.pages.put(line);
    this.aside.clear();
    this.become({ end: this.end, waiting: 0 });
  }

  /** Until the view is open nothing can be asked of it. */
  line(at: number) {
    return this.ready ? this.pages.get(at) : this.pages.peek(at);
  }

  async find(seq: number): Promise<number> {
    const params = { path: this.ofView, query: { seq } };
    return (await ask(this.api.GET("/app/v1/views/{view}/find", { params }))).at;
  }

  facets() {
    return ask(this.api.GET("/app/v1/views/{view}/facets", { params: { path: this.ofView } }));
  }

  read(body: FilterText) {
    const params = { path: { capture: this.capture } };
    return ask(this.api.POST("/app/v1/captures/{capture}/filter", { params, body }));
  }

  async clear(): Promise<void> {
    const params = { path: { capture: this.capture } };
    await ask(this.api.DELETE("/app/v1/captures/{capture}", { params }));
  }

  export(wish: ExportWish, progress: (done: number, total: number) => void) {
    const { filter, noise } = this.wanted;
    const rows = wish.lines?.map((line) => line.seq) ?? null;
    const body = { format: wish.format, filter: filter === "" ? null : filter, noise, rows };
    return exportRecorded(this.api, this.capture, body, progress, this.scheduler);
  }

  retry(): void {
    if (this.told.phase !== "lost" && this.told.phase !== "failed") return;
    this.shut();
    this.become({ phase: "loading", reason: undefined });
    this.open();
  }

  private get ofView() {
    return { view: this.told.view };
  }

  private open(): void {
    const { filter, noise, collapse, unrolled } = this.wanted;
    const query = new URLSearchParams();
    if (filter !== "") query.set("filter", filter);
    if (noise) query.set("noise", "true");
    if (collapse) query.set("collapse", "true");
    if (collapse && unrolled.length > 0) query.set("unrolled", JSON.stringify(unrolled));
    let over = false;
    let told = false;
    const shut = this.carrier.stream(
      APP,
      `/app/v1/captures/${encodeURIComponent(this.capture)}/view?${query}`,
      {
        opened: () => undefined,
        frame: (text) => {
          if (over) return;
          told = true;
          this.frame(JSON.parse(text) as ViewFrame);
        },
        ended: (reason) => {
          if (over) return;
          over = true;
          this.close = null;
          this.ready = false;
          if (told) this.lost(reason);
          else this.become({ phase: "failed", reason, looking: false });
        },
      },
    );
    this.close = () => {
      over = true;
      shut();
    };
  }

  private shut(): void {
    this.ready = false;
    this.cancelRetry?.();
    this.cancelRetry = null;
    this.close?.();
    this.close = null;
  }

  private lost(reason: string): void {
    const wait = RETRIES[Math.min(this.attempt, RETRIES.length - 1)] ?? 0;
    this.attempt++;
    this.become({ phase: "lost", reason });
    this.cancelRetry = this.scheduler.after(wait, () => {
      this.cancelRetry = null;
      this.open();
    });
  }

  private frame(frame: ViewFrame): void {
    const { view, first, newest } = frame;
    const anew = view !== this.told.view || this.told.phase === "loading";
    if (anew) {
      this.pages.reset();
      this.aside.clear();
    }
    this.ready = true;
    this.attempt = 0;
    this.end = frame.end;
    const end = this.still && !anew ? this.told.end : frame.end;
    this.pages.within(first, end);
    for (const line of newest) {
      if (this.still && line.at < end && this.pages.peek(line.at)) this.setAside(line);
      else this.pages.put(line);
    }
    this.change({
      phase: "open",
      reason: undefined,
      view,
      first,
      end,
      waiting: frame.end - end,
      looking: !frame.complete,
      matched: frame.matched,
      hidden: frame.hidden,
      captured: frame.captured,
      lost: frame.lost,
      removed: frame.removed,
      rate: Math.round(frame.rate),
      bytes: frame.bytes,
      flood: frame.flood ?? undefined,
      trouble: frame.trouble ?? undefined,
    });
    this.pace.soon();
  }

  /** Held still, what is on screen stays as it is: the change is shown afterwards. */
  private setAside(line: Line): void {
    this.aside.set(line.at, line);
    if (this.aside.size <= MOST_ASIDE) return;
    for (const oldest of this.aside.keys()) {
      this.aside.delete(oldest);
      this.pages.forget(oldest);
      return;
    }
  }

  private become(change: Partial<Told>): void {
    this.change(change);
    this.pace.now();
  }

  private change(change: Partial<Told>): void {
    this.told = { ...this.told, ...change };
  }

  private paint(): void {
    // Lines may have come without a word about them: a new value says so.
    this.told = { ...this.told };
    for (const watcher of this.watchers) watcher();
  }
}
