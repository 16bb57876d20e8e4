//! The carrier of a browser tab: native fetch and WebSocket to the server that served the page. The admin key is
//! kept with the tab: a reload has it, another tab asks again.

import { APP, type Carrier, pathOf, respond, type Target } from "./carrier";

const SELF = {
  servers: [
    { id: "self", name: location.host, environment: "local", status: { status: "running" }, notices: [] },
  ],
};

/** The desktop's own operations, as far as a page has them. */
function app(request: Request): Response {
  const path = pathOf(request);
  if (path === "/app/v1/servers") return respond(200, JSON.stringify(SELF));
  if (path === "/app/v1/painted") return respond(204, "");
  const error = { code: "NOT_FOUND", message: "A browser tab has no operation of that name." };
  return respond(404, JSON.stringify({ error }));
}

/** Where the tab keeps the key. */
const KEY = "switchboard.key";

export function webCarrier(): Carrier {
  let key = sessionStorage.getItem(KEY) ?? "";

  return {
    desktop: false,

    async saveFile(name, content) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
      return undefined;
    },

    takeKey(given) {
      key = given;
      sessionStorage.setItem(KEY, given);
    },

    async fetch(target: Target, request: Request) {
      if (target === APP) return app(request);
      const body = await request.text();
      const headers = new Headers(request.headers);
      if (key) headers.set("authorization", `Bearer ${key}`);
      const init: RequestInit = { method: request.method, headers, credentials: "omit" };
      if (body !== "") init.body = body;
      return fetch(pathOf(request), init);
    },

    stream(_target, path, listener) {
      const url = new URL(path, location.href);
      url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
      // A browser cannot set headers on a WebSocket; the key travels as a second subprotocol.
      const socket = new WebSocket(url, key ? ["switchboard.v1", `bearer.${key}`] : ["switchboard.v1"]);
      let over = false;
      socket.onopen = () => listener.opened();
      socket.onmessage = (event) => {
        if (typeof event.data === "string") listener.frame(event.data);
      };
      socket.onclose = (event) => {
        if (over) return;
        over = true;
        listener.ended(event.reason || `closed with code ${event.code}`);
      };
      return () => {
        over = true;
        socket.close(1000);
      };
    },
  };
}
