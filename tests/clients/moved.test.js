// A server that has moved says where to.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { WebSocketServer } from "ws";
import { EdgeClient } from "./support/clients.js";
import { Server } from "./support/server.js";
import { Journal } from "./support/wait.js";

const { LeapEdgeClient: FirstEdgeClient } = createRequire(import.meta.url)("@onehop/leap-edge-js-1.0.0");

let target;
let server;
before(async () => {
  target = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(target, "listening");
  server = await Server.start(`moved_to = "ws://127.0.0.1:${target.address().port}/elsewhere"`);
});
after(() => {
  target?.close();
  for (const socket of target?.clients ?? []) socket.terminate();
});

test("clients go where the server says when it goes down", async (t) => {
  // Each lost connection is a warning of the client's own.
  t.mock.method(console, "warn", () => {});
  const arrived = new Journal();
  target.on("connection", (_, request) => arrived.add(request.url));
  const clients = [new EdgeClient(server), new EdgeClient(server, undefined, FirstEdgeClient)];
  t.after(() => clients.forEach((client) => void client.close()));
  await Promise.all(clients.map((client) => client.connected()));
  await server.stop();
  await arrived.find("both to arrive", () => arrived.entries.length === 2);
  assert.deepEqual(arrived.entries, ["/elsewhere", "/elsewhere"]);
});
