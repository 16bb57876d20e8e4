// Earlier versions of the clients, each with what it has.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { backend, EdgeClient, HopClient } from "./support/clients.js";
import { Server } from "./support/server.js";

const load = createRequire(import.meta.url);

let server;
before(async () => {
  server = await Server.start();
});
after(() => server?.stop());

for (const version of ["1.0.14", "1.17.0"]) {
  test(`@onehop/js ${version}: every channel call it has`, async (t) => {
    const { Hop } = load(`@onehop/js-${version}`);
    const hop = new Hop(server.app.project_token, server.url);
    const { channels } = hop;
    const client = await HopClient.connected(server, (await channels.tokens.create({ n: 1 })).id);
    t.after(() => client.close());
    const { token } = client.client.leap.auth;

    const named = await channels.create("private", `named-${version}`, { state: { topic: "tea" } });
    assert.equal(named.id, `named-${version}`);
    const { id } = await channels.create("public");
    assert.match(id, /^channel_/);
    const all = await channels.getAll();
    assert.ok(all.some((channel) => channel.id === id));

    await channels.subscribeToken(id, token);
    await channels.subscribeTokens(named.id, [token]);
    await client.status(id, "available");
    await client.status(named.id, "available");
    assert.deepEqual(
      (await channels.getAllTokens(id)).map((one) => one.id),
      [token],
    );
    await channels.setState(id, { n: 1, keep: true });
    await channels.patchState(id, { n: 2 });
    await client.channel(id, "the state", ({ state }) => state.n === 2 && state.keep);
    await channels.setState(id, ({ n }) => ({ n: n + 1 }));
    await client.channel(id, "the state", ({ state }) => state.n === 3 && !("keep" in state));
    await channels.publishMessage(id, "E", { from: version });
    assert.deepEqual((await client.message("E")).data, { from: version });

    if (version === "1.0.14") return;
    assert.equal((await channels.get(id)).id, id);
    assert.equal((await channels.getStats(id)).online_count, 1);
    assert.equal(await channels.tokens.isOnline(token), true);
    await channels.tokens.publishDirectMessage(token, "psst", { n: 1 });
    assert.deepEqual(await client.message("psst"), { event: "psst", data: { n: 1 }, channel: null });
    assert.deepEqual((await channels.tokens.setState(token, { n: 2 })).state, { n: 2 });
    await channels.delete(id);
    await client.status(id, "unavailable");
    const other = await channels.tokens.create();
    await channels.tokens.delete(other.id);
    await assert.rejects(channels.tokens.get(other.id), { status: 404 });
  });
}

test("@onehop/leap-edge-js 1.0.0 connects, joins, hears, and comes back", async (t) => {
  t.mock.method(console, "warn", () => {});
  const { LeapEdgeClient } = load("@onehop/leap-edge-js-1.0.0");
  const hop = backend(server);
  const token = (await hop.channels.tokens.create()).id;
  const client = new EdgeClient(server, token, LeapEdgeClient);
  t.after(() => client.close());
  await client.connected();
  client.edge.sendServicePayload({ c: "room", e: "SUBSCRIBE", d: null });
  await client.events.find(
    "AVAILABLE",
    (event) => event.eventType === "AVAILABLE" && event.channelId === "room",
  );
  await hop.channels.publishMessage("room", "E", { n: 1 });
  const isMessage = (event) => event.eventType === "MESSAGE";
  assert.deepEqual((await client.events.find("MESSAGE", isMessage)).data, { e: "E", d: { n: 1 } });

  const from = client.events.entries.length;
  client.edge.socket.terminate();
  const init = await client.events.find("INIT", (event) => event.eventType === "INIT", { from });
  assert.deepEqual(
    init.data.channels.map((channel) => channel.id),
    ["room"],
  );
});
