//! A carrier without a server, for pictures of every state: `?fake=full`, `empty`, `loading`, `error`, `disconnected`
//! or `flood` on the development server. It is no part of a build.

import { APP, type Carrier, pathOf, respond, type StreamListener, type Target } from "../carrier";
import { readApps } from "./apps";
import { playView, readCaptures } from "./captures";
import { readChannels } from "./channels";
import { readChart } from "./charts";
import { readConnections } from "./connections";
import { readJourneys } from "./journeys";
import { readDesktop, readSettings } from "./settings";
import { playSimulated } from "./simulated";
import { readTokens } from "./tokens";
import * as world from "./world";

const scenes = ["full", "empty", "loading", "error", "disconnected", "flood"] as const;

type Scene = (typeof scenes)[number];

/** The scene that an address asks for: `?fake=full`. */
export function sceneOf(query: string): Scene | undefined {
  const wanted = new URLSearchParams(query).get("fake");
  return scenes.find((scene) => scene === wanted);
}

const ERROR = {
  error: {
    code: "STORE_UNAVAILABLE",
    message: "The store did not answer within 5 s.",
    detail: "Check that the disk is not full, then try again.",
  },
};

export function fakeCarrier(scene: Scene): Carrier {
  return {
    desktop: true,
    saveFile: async (name) => `~/Downloads/${name}`,
    fetch: (target, request) => answer(scene, target, request),
    stream: (target, path, listener) => {
      if (path === "/app/v1/simulated/stream") return playSimulated(scene === "empty", listener);
      return target === APP ? playView(scene, path, listener) : play(scene, path, listener);
    },
  };
}

async function answer(scene: Scene, target: Target, request: Request): Promise<Response> {
  const path = decodeURIComponent(pathOf(request).replace(/\?.*/, ""));
  const asked = new URLSearchParams(pathOf(request).replace(/[^?]*/, ""));
  const { method } = request;
  if (target === APP) {
    const told = path.endsWith("/servers")
      ? { servers: [world.server] }
      : (readDesktop(path) ?? readCaptures(path, asked, method, await request.text()));
    return told === undefined ? respond(204, "") : respond(200, JSON.stringify(told));
  }
  if (path === "/admin/v1/apps" && request.method === "GET") {
    return respond(200, JSON.stringify(readApps(scene === "empty", path)));
  }
  if (scene === "loading") return new Promise<Response>(() => undefined);
  if (scene === "error") {
    return path.endsWith("/probe")
      ? respond(200, JSON.stringify(world.failedProbe))
      : respond(503, JSON.stringify(ERROR));
  }
  const body = await request.text();
  const told =
    readChart(scene === "empty", path, asked) ??
    readChannels(scene === "empty", path, asked, body) ??
    readConnections(scene === "empty", path, asked, body) ??
    readTokens(scene === "empty", path, asked, body) ??
    readJourneys(path, world.event) ??
    readSettings(scene === "empty", path, method) ??
    readApps(scene === "empty", path);
  if (path === "/admin/v1/report") return respond(200, "<!doctype html><title>Switchboard report</title>");
  if (told !== undefined && method !== "DELETE" && method !== "PATCH")
    return respond(200, JSON.stringify(told));
  const known = read(scene === "empty", path);
  if (known !== undefined && (method === "GET" || path.endsWith("/probe"))) {
    return respond(200, JSON.stringify(known));
  }
  return write(path, method);
}

/** What a server answers to a question. */
function read(empty: boolean, path: string): unknown {
  const [app, rest = ""] = path
    .replace("/admin/v1/", "")
    .split(/\/(?=channels|tokens|credentials|connections)/);
  if (app === "info") return empty ? { ...world.info, counters: zero() } : world.info;
  if (app === "probe") return world.probe;
  if (app === "series") return world.series(empty);
  if (app === "approvals") return empty ? [] : world.approvals();
  if (app === "journal") return empty ? [] : world.journal;
  if (rest === "channels") return page(empty ? [] : world.channels);
  const [, name, part] = rest.split("/");
  if (part === "state") return empty ? { version: 0, value: {} } : world.state;
  return world.channels.find((channel) => channel.name === name);
}

const page = <T>(items: T[]) => ({ items, total: items.length });

/** What it answers to a request to change something. */
function write(path: string, method: string): Response {
  if (method === "DELETE" || path.includes("/subscriptions/")) return respond(204, "");
  if (path.endsWith("/messages")) return respond(200, JSON.stringify({ position: 1_204_018, stored: true }));
  if (path.endsWith("/decision")) return respond(200, JSON.stringify(world.journal[0]));
  if (method === "PATCH" && path.includes("/channels/"))
    return respond(200, JSON.stringify(world.channels[0]));
  if (path.endsWith("/state")) {
    const error = {
      code: "VERSION_CONFLICT",
      message: "The state is at version 8, not 7.",
      detail: "Read it again and repeat the change.",
    };
    return respond(409, JSON.stringify({ error }));
  }
  return respond(404, JSON.stringify({ error: { code: "NOT_FOUND", message: `Nothing answers ${path}.` } }));
}

function zero(): typeof world.counters {
  return Object.fromEntries(Object.keys(world.counters).map((key) => [key, 0])) as typeof world.counters;
}

/** Plays the stream of a scene; returns how to close it. */
function play(scene: Scene, path: string, listener: StreamListener): () => void {
  const rows = path.includes("traffic=true") && scene !== "empty" ? 400 : 0;
  const counters = JSON.stringify(scene === "empty" ? zero() : world.counters);
  if (scene === "loading") return () => undefined;
  const begin = setTimeout(() => {
    if (scene === "error") return listener.ended("the server refused the stream (503)");
    listener.opened();
    listener.frame(`{"seq":1,"dropped":0,"traffic":${world.traffic(1, rows)},"counters":${counters}}`);
    if (scene === "disconnected") listener.ended("the server closed the connection (1012)");
  });
  return () => clearTimeout(begin);
}
