// Clients that are sent elsewhere, or away for good.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";
import { after, before, mock, test } from "node:test";
import { WebSocketServer } from "ws";
import { EdgeClient } from "./support/clients.js";
import { Server } from "./support/server.js";
import { Journal } from "./support/wait.js";

const { LeapEdgeClient: FirstEdgeClient } = createRequire(import.meta.url)("@onehop/leap-edge-js-1.0.0");

/** Where they are sent: a socket that notes the paths for which it is asked. */
let elsewhere;
const arrived = new Journal();
let server;
before(async () => {
  // Each lost connection is a warning of the client's own.
  mock.method(console, "warn", () => {});
  elsewhere = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  elsewhere.on("connection", (_, request) => arrived.add(request.url));
  await once(elsewhere, "listening");
  server = await Server.start();
});
after(async () => {
  for (const socket of elsewhere?.clients ?? []) socket.terminate();
  elsewhere?.close();
  await server?.stop();
});

const urlOf = (path) => `ws://127.0.0.1:${elsewhere.address().port}${path}`;

async function connect(t, server, Client) {
  const client = new EdgeClient(server, undefined, Client);
  t.after(() => client.close());
  await client.connected();
  return client;
}

/** Ends a client's connection from the dashboard. */
async function disconnect(client, code, reason) {
  const init = await client.events.find("INIT", (event) => event.eventType === "INIT");
  const query = new URLSearchParams({ code, reason });
  await server.admin("DELETE", `/apps/${server.app.id}/connections/${init.data.cid}?${query}`);
}

test("clients go where the server says when it goes down", async (t) => {
  const leaving = await Server.start(`moved_to = "${urlOf("/new-home")}"`);
  await Promise.all([connect(t, leaving), connect(t, leaving, FirstEdgeClient)]);
  await leaving.stop();
  const there = () => arrived.entries.filter((path) => path === "/new-home").length === 2;
  await arrived.find("both to arrive", there);
});

test("a client goes where the dashboard sends it", async (t) => {
  const client = await connect(t, server);
  await disconnect(client, 4006, urlOf("/over-there"));
  await arrived.find("it to arrive", (path) => path === "/over-there");
});

test("a client that the dashboard sends away with 4001 stays away, with another code it comes back", async (t) => {
  const [gone, back] = [await connect(t, server), await connect(t, server)];
  await disconnect(gone, 4001, "not tonight");
  await disconnect(back, 3000, "one moment");
  for (const client of [gone, back]) {
    await client.states.find("the end", (state) => state === "errored");
  }
  const from = back.states.entries.indexOf("errored");
  await back.states.find("the return", (state) => state === "connected", { from });
  assert.deepEqual(gone.states.entries.slice(-1), ["errored"]);
});
