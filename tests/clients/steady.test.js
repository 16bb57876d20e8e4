// Forty unmodified clients stay connected through their heartbeats.
//
// The client takes an answer in the same millisecond for none, and reconnects; so this lasts longer than two heartbeat
// intervals of 30 s.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { backend, closeAll, EdgeClient } from "./support/clients.js";
import { Server } from "./support/server.js";

const CLIENTS = 40;
const OBSERVED_MS = 70_000;

let server;
before(async () => {
  server = await Server.start();
});
after(() => server?.stop());

test(`${CLIENTS} clients keep their connection for ${OBSERVED_MS / 1000} s`, async (t) => {
  const warnings = t.mock.method(console, "warn", () => {}).mock;
  const { tokens } = backend(server).channels;
  const clients = [];
  t.after(() => closeAll(clients));
  for (let number = 0; number < CLIENTS; number++) {
    const token = number % 2 === 0 ? (await tokens.create()).id : undefined;
    clients.push(new EdgeClient(server, token));
  }
  await Promise.all(clients.map((client) => client.connected()));

  const start = Date.now();
  const seen = clients.map((client) => client.states.entries.length);
  const changed = Promise.race(
    clients.map((client, index) =>
      client.states.find("a state change", () => true, { from: seen[index], within: OBSERVED_MS }),
    ),
  );
  await assert.rejects(changed, /in vain for a state change/);

  assert.deepEqual(
    warnings.calls.map((call) => call.arguments[0]),
    [],
  );
  for (const { edge } of clients) {
    assert.ok(edge.lastServerHeartbeatAck >= start + 50_000, "the second heartbeat was answered");
  }
});
