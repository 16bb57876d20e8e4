//! What a server tells a browser tab. Nothing is recorded here: the newest rows are held, and what does not come, is let go
//! or is not asked for is counted. The server does the filtering, so that a filter means the same everywhere.

import { type Api, apiFor, ask } from "../../../api/client";
import { AdminStream, type Batch } from "../../../api/stream";
import type { FilterText, Traffic } from "../../../api/types";
import { frames, type Scheduler } from "../../../lib/frames";
import { Pace } from "../../../lib/pace";
import { strings } from "../../../lib/strings";
import type { Carrier } from "../../../platform";
import { facetsOf } from "./facets";
import { HELD, Held } from "./held";
import {
  type Export,
  type ExportWish,
  everything,
  type Look,
  nothingTold,
  type Source,
  type Told,
} from "./source";
import { written } from "./written";

/** Span over which the rate is measured, in ms. */
const RATE_MS = 2000;

export class Streamed implements Source {
  readonly formats = ["ndjson", "csv"] as const;
  private readonly api: Api;
  private readonly carrier: Carrier;
  private readonly stream: AdminStream;
  private readonly scheduler: Scheduler;
  private held = new Held();
  private readonly watchers = new Set<() => void>();
  private wanted: Look = everything;
  private told: Told = { ...nothingTold, looking: false };
  private lastId = 0;
  private captured = 0;
  private lost = 0;
  private views = 0;
  /** Id of the newest row when the list was held still. */
  private stillAt: number | undefined;
  private readonly arrivals: { at: number; count: number }[] = [];
  private readonly pace: Pace;
  private fading = false;

  constructor(carrier: Carrier, server: string, scheduler: Scheduler = frames) {
    this.carrier = carrier;
    this.scheduler = scheduler;
    this.api = apiFor(carrier, server);
    this.pace = new Pace(scheduler, () => this.paint());
    const timers = { now: () => Date.now(), after: scheduler.after };
    this.stream = new AdminStream(carrier, server, () => this.query(), timers);
    this.stream.on("batch", (batch) => this.take(batch));
    this.stream.subscribe(() => this.pace.now());
  }

  get = (): Told => this.told;

  subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  start(): void {
    this.stream.start();
  }

  stop(): void {
    this.stream.stop();
  }

  look(wanted: Look): void {
    const before = this.wanted.filter;
    this.wanted = wanted;
    if (wanted.filter !== before) this.begin();
    this.held.look(wanted);
    this.pace.now();
  }

  hold(still: boolean): void {
    this.stillAt = still ? (this.stillAt ?? this.lastId) : undefined;
    this.held.hold(still, this.lastId);
    this.pace.now();
  }

  line(at: number) {
    return this.held.line(at);
  }

  async find(seq: number): Promise<number> {
    return this.held.find(seq);
  }

  async facets() {
    return facetsOf(this.held.rows());
  }

  read(body: FilterText) {
    return ask(this.api.POST("/admin/v1/filter", { body }));
  }

  async clear(): Promise<void> {
    this.held.clear();
    this.pace.now();
  }

  export({ format, lines }: ExportWish, progress: (done: number, total: number) => void): Export {
    const rows = lines ? lines.map((line) => line.row) : this.held.rows();
    progress(0, rows.length);
    const name = strings.live.export.file(new Date().toISOString().slice(0, 19).replaceAll(":", ""), format);
    const done = this.carrier
      .saveFile(name, written(rows, format))
      .then((path) => ({ rows: rows.length, path }));
    return { done, cancel: () => undefined };
  }

  retry(): void {
    this.stream.retryNow();
  }

  /** Everything the server still has, of what the filter matches; after a loss, what came since. */
  private query(): string {
    const query = new URLSearchParams({ traffic: "true" });
    if (this.wanted.filter !== "") query.set("filter", this.wanted.filter);
    if (this.lastId > 0) query.set("after", String(this.lastId));
    else query.set("backlog", String(HELD));
    return `?${query}`;
  }

  /** Another filter: another stream, and a list of its own. */
  private begin(): void {
    this.views += this.held.view;
    this.held = new Held();
    if (this.stillAt !== undefined) this.held.hold(true, this.stillAt);
    this.lastId = 0;
    this.captured = 0;
    this.stream.stop();
    this.stream.start();
  }

  private take({ traffic, dropped, skipped, resumed, begun }: Batch): void {
    const restarted = resumed && this.lastId > 0 && begun !== undefined && begun > this.lastId + 1;
    this.lost += dropped;
    if (dropped > 0 || restarted) this.gap(dropped, restarted, traffic[0]);
    let fresh = 0;
    for (const row of traffic) {
      if (row.id <= this.lastId) continue;
      this.lastId = row.id;
      this.held.add(row);
      fresh++;
    }
    this.captured += fresh + skipped;
    this.arrivals.push({ at: this.scheduler.now(), count: fresh + skipped });
    this.pace.soon();
  }

  /** A row that says what is missing. It has the number of the last event that did not come. */
  private gap(dropped: number, restarted: boolean, next: Traffic | undefined): void {
    const id = next ? Math.max(next.id - 1, this.lastId) : this.lastId + dropped;
    this.lastId = id;
    this.held.add({
      id,
      at: next?.at ?? Date.now(),
      kind: "gap",
      direction: "none",
      reason: restarted ? strings.live.gap.restarted : strings.live.gap.slow,
      ...(dropped > 0 ? { lost: dropped } : {}),
    });
  }

  private paint(): void {
    this.told = this.tell();
    for (const watcher of this.watchers) watcher();
    this.fade();
  }

  /** When nothing comes any more, the rate still has to fall. */
  private fade(): void {
    if (this.fading || this.told.rate === 0) return;
    this.fading = true;
    this.scheduler.after(RATE_MS / 2, () => {
      this.fading = false;
      this.pace.soon();
    });
  }

  private tell(): Told {
    const status = this.stream.get();
    const { held } = this;
    return {
      phase: status.phase === "connecting" ? "loading" : status.phase,
      reason: status.phase === "lost" ? status.reason : undefined,
      view: this.views + held.view,
      first: held.first,
      end: held.end,
      waiting: held.waiting,
      looking: false,
      matched: held.matched,
      hidden: held.hidden,
      captured: this.captured,
      lost: this.lost,
      removed: held.evicted,
      rate: this.measure(),
      bytes: undefined,
      flood: held.flood,
      trouble: undefined,
    };
  }

  private measure(): number {
    const from = this.scheduler.now() - RATE_MS;
    while (this.arrivals[0] && this.arrivals[0].at < from) this.arrivals.shift();
    return Math.round((this.arrivals.reduce((sum, one) => sum + one.count, 0) * 1000) / RATE_MS);
  }
}
