// Forty unmodified clients stay connected through their heartbeats, and silent ones do not.
//
// The JavaScript client takes an answer in the same millisecond for none, and reconnects; so this lasts longer than two heartbeat
// intervals of 30 s.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { backend, closeAll, EdgeClient } from "./support/clients.js";
import { RawClient } from "./support/raw.js";
import { Server } from "./support/server.js";

const CLIENTS = 40;
const OBSERVED_MS = 70_000;

/** After this long without a heartbeat the server asks for one; so much later it gives up. */
const PATIENCE_MS = 40_000;
const ANSWER_MS = 10_000;

let server;
before(async () => {
  server = await Server.start();
});
after(() => server?.stop());

describe("heartbeats", { concurrency: true }, () => {
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

  test("a silent client is asked for a heartbeat, and told how long its answer took", async (t) => {
    const client = await RawClient.connected(server);
    t.after(() => client.close());
    const isQuestion = (frame) => frame.op === 3;
    const question = await client.frames.find("a question", isQuestion, { within: PATIENCE_MS + 5_000 });
    assert.equal(typeof question.d.tag, "string");
    client.say({ op: 3, d: { tag: question.d.tag } });
    const ack = await client.frames.find("the ack", (frame) => frame.op === 4);
    assert.deepEqual(Object.keys(ack.d), ["tag", "latency"]);
    assert.equal(ack.d.tag, question.d.tag);
    assert.ok(Number.isInteger(ack.d.latency) && ack.d.latency < ANSWER_MS);
  });

  test("a client that does not answer is sent away with 4007", async (t) => {
    const client = await RawClient.connected(server);
    t.after(() => client.close());
    const { code, reason } = await client.ended(PATIENCE_MS + ANSWER_MS + 5_000);
    assert.equal(code, 4007);
    assert.match(reason, /no heartbeat/);
    assert.equal(client.frames.entries.filter((frame) => frame.op === 3).length, 1);
  });
});
