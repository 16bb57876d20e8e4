//! The carrier of the desktop window: three commands, and Rust does the network.

import { Channel, invoke } from "@tauri-apps/api/core";
import { apiFor, ask } from "../api/client";
import { APP, type Carrier, pathOf, respond } from "./carrier";

interface Fetched {
  status: number;
  body: string;
}

type Signal = { type: "open" } | { type: "frame"; text: string } | { type: "closed"; reason: string };

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error === "string" ? error : JSON.stringify(error);
}

export const tauriCarrier: Carrier = {
  desktop: true,

  async saveFile(name, content) {
    const saved = await ask(apiFor(tauriCarrier, APP).POST("/app/v1/files", { body: { name, content } }));
    return saved.path;
  },

  async fetch(target, request) {
    const body = await request.text();
    const answer = await invoke<Fetched>("fetch", {
      target,
      method: request.method,
      path: pathOf(request),
      body: body === "" ? null : body,
      contentType: request.headers.get("content-type"),
    });
    return respond(answer.status, answer.body);
  },

  stream(target, path, listener) {
    let over = false;
    const end = (reason: string) => {
      if (over) return;
      over = true;
      listener.ended(reason);
    };
    const channel = new Channel<string>();
    channel.onmessage = (text) => {
      if (over) return;
      const signal = JSON.parse(text) as Signal;
      if (signal.type === "open") listener.opened();
      else if (signal.type === "frame") listener.frame(signal.text);
      else end(signal.reason);
    };
    const opening = invoke<number>("stream_open", { target, path, channel });
    opening.catch((error: unknown) => end(reasonOf(error)));
    return () => {
      over = true;
      opening
        .then((id) => invoke("stream_close", { id }))
        // It never opened, or is closed already: either way there is nothing left to close.
        .catch(() => undefined);
    };
  },
};
