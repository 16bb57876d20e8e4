//! The recorder of the pictures: a capture of more than a million rows, made up as they are looked at.

import type { components } from "../../api/schema.gen";
import type { StreamListener } from "../carrier";
import { type Fits, reads } from "./filter";
import * as world from "./world";

type Schemas = components["schemas"];
type Line = Schemas["Line"];

const TOTAL = 1_204_331;
/** Rows repeat after so many. */
const CYCLE = 330;
const STEP_MS = 271;
const FRAME_MS = 100;

/** Lines that a second of the flood makes while it is collapsed, and the rows in the two that are floods. */
const FLOOD_LINES = 6;
const FLOOD_ROWS = 5000;

/** Place of the row before which events are missing. */
const GAP_AT = -12;

interface View {
  id: number;
  empty: boolean;
  flood: boolean;
  collapse: boolean;
  /** Which rows of the cycle are in it. */
  offsets: number[];
  hidden: number;
  rows: number;
  begun: number;
}

const views = new Map<number, View>();
let lastView = 0;

const cycle = (JSON.parse(world.traffic(CYCLE, CYCLE)) as Schemas["Traffic"][]).map((row) => row);
const isNoise = (row: Schemas["Traffic"]) => row.kind === "heartbeat";

function open(query: URLSearchParams, scene: string): View {
  const fits: Fits = reads(query.get("filter") ?? "").fits;
  const matching = cycle.flatMap((row, at) => (fits(row) ? [at] : []));
  const noisy = matching.filter((at) => isNoise(cycle[at] as Schemas["Traffic"]));
  const offsets = query.get("noise") ? matching : matching.filter((at) => !noisy.includes(at));
  const turns = Math.floor(TOTAL / CYCLE);
  const empty = scene === "empty";
  const view = {
    id: ++lastView,
    empty,
    flood: scene === "flood",
    collapse: query.get("collapse") === "true",
    offsets,
    hidden: query.get("noise") || empty ? 0 : noisy.length * turns,
    rows: empty ? 0 : offsets.length * turns,
    begun: Date.now(),
  };
  views.set(view.id, view);
  return view;
}

/** Lines that have come since the view was opened. */
function endOf(view: View): number {
  if (!view.flood || view.rows === 0) return 0;
  const passed = Date.now() - view.begun;
  return view.collapse ? (Math.floor(passed / 1000) + 1) * FLOOD_LINES : Math.floor(passed * 10);
}

function lineAt(view: View, at: number): Line {
  if (at === GAP_AT) return gap(at);
  const index = view.rows + at;
  const turn = Math.floor(index / view.offsets.length);
  const offset =
    view.offsets[((index % view.offsets.length) + view.offsets.length) % view.offsets.length] ?? 0;
  const id = (turn + 1) * CYCLE + offset;
  const time = at < 0 ? view.begun + at * STEP_MS : view.begun + at / 10;
  const line = {
    at,
    seq: id,
    count: 1,
    row: { ...(cycle[offset] as Line["row"]), id, at: Math.round(time) },
  };
  return view.flood && view.collapse && at >= 0 ? flooded(view, line) : line;
}

/** Two lines of each second are floods. */
function flooded(view: View, line: Line): Line {
  const second = Math.floor(line.at / FLOOD_LINES);
  const slot = line.at % FLOOD_LINES;
  const passed = Math.min(Math.max(Date.now() - view.begun - second * 1000, 0), 1000) / 1000;
  const at = Math.round(view.begun + (second + (slot < 2 ? passed : slot / 8)) * 1000);
  if (slot >= 2) return { ...line, row: { ...line.row, at } };
  const n = Math.round(second * FLOOD_ROWS + passed * FLOOD_ROWS);
  const [channel, event] = slot === 0 ? ["lobby", "cursor"] : ["room", "tick"];
  const payload = JSON.stringify({ n, x: n % 1440, y: (n * 7) % 900 });
  const { kind, direction, app, who, connection } = cycle[1] as Line["row"];
  const row = {
    id: line.seq,
    at,
    kind,
    direction,
    app,
    who,
    connection,
    channel,
    event,
    payload,
    position: n,
  };
  return {
    ...line,
    count: Math.max(Math.round(passed * FLOOD_ROWS), 1),
    row: { ...row, size: payload.length, delivered: 3, audience: 3, latency_us: 412 },
  };
}

function gap(at: number): Line {
  const time = Date.now() + at * STEP_MS;
  const reason = "the app was not running";
  return {
    at,
    seq: 1,
    count: 1,
    row: { id: 1, at: time, kind: "gap", direction: "none", lost: 1204, reason },
  };
}

function frameOf(view: View): Schemas["ViewFrame"] {
  const end = endOf(view);
  const from = Math.max(end - (end > 0 ? 40 : 200), -view.rows);
  return {
    view: view.id,
    first: -view.rows,
    end,
    complete: true,
    matched: view.rows + (view.flood ? Math.round((Date.now() - view.begun) * 10) : 0),
    hidden: view.hidden,
    captured: view.empty ? 0 : TOTAL + end,
    lost: view.rows > 0 ? 1204 : 0,
    removed: 0,
    rate: view.flood ? 10_012 : view.rows > 0 ? 12 : 0,
    bytes: view.rows > 0 ? 84_213_760 : 4096,
    flood: view.flood && view.collapse ? FLOOD_ROWS : null,
    newest: Array.from({ length: end - from }, (_, n) => lineAt(view, from + n)),
  };
}

/** Plays a view of the capture; returns how to close it. */
export function playView(scene: string, path: string, listener: StreamListener): () => void {
  if (scene === "loading") return () => undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  const begin = setTimeout(() => {
    if (scene === "error")
      return listener.ended("the capture cannot be opened: disk I/O error; check the disk");
    const view = open(new URLSearchParams(path.replace(/[^?]*/, "")), scene);
    const tell = () => listener.frame(JSON.stringify(frameOf(view)));
    listener.opened();
    tell();
    if (view.flood) timer = setInterval(tell, FRAME_MS);
  });
  return () => {
    clearTimeout(begin);
    clearInterval(timer);
  };
}

let exported = 0;

/** What is asked about captures; nothing for other questions. */
export function readCaptures(path: string, asked: URLSearchParams, method: string, body: string): unknown {
  const [, , , what, id, part] = path.split("/");
  if (what === "views") return readView(Number(id), part, asked);
  if (what === "exports") {
    exported += 97_000;
    const done = exported >= TOTAL;
    const path = done ? "~/Downloads/live.ndjson" : null;
    return { id: 1, state: done ? "done" : "running", done: exported, total: TOTAL, rows: exported, path };
  }
  if (what !== "captures") return undefined;
  if (part === "filter") {
    const { text, cursor } = JSON.parse(body) as Schemas["FilterText"];
    return reads(text, cursor ?? undefined).read;
  }
  if (part === "exports") {
    exported = 0;
    return { id: 1, state: "running", done: 0, total: TOTAL, rows: 0 };
  }
  const capture = {
    id: "embedded",
    name: "This computer",
    read_only: false,
    path: "",
    rows: TOTAL,
    bytes: 0,
  };
  const whole = { ...capture, removed: 0, lost: 0 };
  if (method === "POST") return { ...whole, id: "file_1", name: "last night", read_only: true };
  return method === "GET" ? [whole] : undefined;
}

function readView(id: number, part: string | undefined, asked: URLSearchParams): unknown {
  const view = views.get(id);
  if (!view) return undefined;
  if (part === "lines") {
    const from = Math.max(Number(asked.get("from")), -view.rows);
    const end = Math.min(Number(asked.get("from")) + Number(asked.get("count")), endOf(view));
    return { lines: Array.from({ length: Math.max(end - from, 0) }, (_, n) => lineAt(view, from + n)) };
  }
  if (part === "find") return { at: -1 };
  const rows = view.offsets.map((at) => cycle[at] as Schemas["Traffic"]);
  const turns = view.rows / Math.max(view.offsets.length, 1);
  const top = (read: (row: Schemas["Traffic"]) => string | null | undefined) => {
    const counts = new Map<string, number>();
    for (const row of rows) {
      const value = read(row);
      if (value != null) counts.set(value, (counts.get(value) ?? 0) + turns);
    }
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  };
  return {
    rows: view.rows,
    channels: top((row) => row.channel),
    events: top((row) => row.event),
    kinds: top((row) => row.kind),
    subjects: top((row) => row.who?.label),
  };
}
