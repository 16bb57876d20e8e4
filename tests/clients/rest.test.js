// The channel and token calls of the Hop SDK.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Hop } from "@onehop/js";
import { backend, HopClient } from "./support/clients.js";
import { Server } from "./support/server.js";

let server;
let hop;
before(async () => {
  server = await Server.start();
  hop = backend(server);
});
after(() => server?.stop());

/** A call of the API as it is, for what the SDK hides. */
function call(method, path, body) {
  return fetch(`${server.url}/v1${path}`, {
    method,
    headers: { Authorization: server.app.project_token, "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

test("channels are created with a name or without", async () => {
  const named = await hop.channels.create("private", "news:2024", { state: { open: true } });
  assert.equal(named.id, "news:2024");
  assert.equal(named.type, "private");
  assert.deepEqual(named.state, { open: true });
  assert.equal(named.project.id, server.app.id);
  assert.ok(!Number.isNaN(Date.parse(named.created_at)));

  const unnamed = await hop.channels.create("unprotected");
  assert.match(unnamed.id, /^channel_/);
  assert.deepEqual(unnamed.state, {});
});

test("a channel can be read, and is listed with the others", async () => {
  const { id } = await hop.channels.create("public");
  const channel = await hop.channels.get(id);
  assert.equal(channel.type, "public");
  const listed = (await hop.channels.getAll()).map((one) => one.id);
  for (const name of [id, "lobby", "room", "backstage"]) assert.ok(listed.includes(name), name);
});

test("a list says how much there is", async () => {
  const response = await call("GET", "/channels?page=1&pageSize=2");
  const { success, data } = await response.json();
  assert.equal(success, true);
  assert.equal(data.channels.length, 2);
  assert.equal(data.page_size, 2);
  assert.ok(data.total_count >= 3);
});

test("state is set, patched, and changed by a function of the old one", async () => {
  const channel = await hop.channels.create("public", null, { state: { n: 1 } });
  const state = async () => (await hop.channels.get(channel.id)).state;
  await hop.channels.setState(channel.id, { n: 2, keep: true });
  assert.deepEqual(await state(), { n: 2, keep: true });
  await hop.channels.patchState(channel.id, { n: 3 });
  assert.deepEqual(await state(), { n: 3, keep: true });
  await hop.channels.setState(channel.id, ({ n }) => ({ n: n + 1 }));
  assert.deepEqual(await state(), { n: 4 });
  await channel.patchState(({ n }) => ({ n: n + 1, last: null }));
  assert.deepEqual(await state(), { n: 5, last: null });
});

test("a deleted channel is gone", async () => {
  const { id } = await hop.channels.create("public");
  await hop.channels.delete(id);
  await assert.rejects(hop.channels.get(id), { status: 404 });
});

test("stats count the connections in a channel", async (t) => {
  const { id } = await hop.channels.create("unprotected");
  assert.deepEqual((await hop.channels.getStats(id)).online_count, 0);
  const client = await HopClient.connected(server);
  t.after(() => client.close());
  await client.join(id);
  assert.deepEqual((await hop.channels.getStats(id)).online_count, 1);
});

test("tokens are subscribed to a channel and removed", async () => {
  const { id } = await hop.channels.create("private");
  const tokens = [await hop.channels.tokens.create(), await hop.channels.tokens.create()];
  const subscribed = async () => (await hop.channels.getAllTokens(id)).map((token) => token.id).sort();
  const [first, second] = tokens.map((token) => token.id);
  await hop.channels.subscribeToken(id, first);
  await hop.channels.subscribeTokens(id, [first, second]);
  assert.deepEqual(await subscribed(), [first, second].sort());
  await hop.channels.removeToken(id, first);
  assert.deepEqual(await subscribed(), [second]);
});

test("a token is created, read, changed and deleted", async () => {
  const token = await hop.channels.tokens.create({ user: 1 });
  assert.match(token.id, /^leap_token_/);
  assert.equal(token.project_id, server.app.id);
  assert.deepEqual(token.state, { user: 1 });
  assert.ok(!Number.isNaN(Date.parse(token.created_at)));
  const changed = await hop.channels.tokens.setState(token.id, { user: 2 });
  assert.deepEqual(changed.state, { user: 2 });
  assert.deepEqual((await hop.channels.tokens.get(token.id)).state, { user: 2 });
  await hop.channels.tokens.delete(token.id);
  await assert.rejects(hop.channels.tokens.get(token.id), { status: 404 });
});

test("a token is online while it has a connection", async (t) => {
  const { id } = await hop.channels.tokens.create({ name: "one" });
  assert.equal(await hop.channels.tokens.isOnline(id), false);
  const client = await HopClient.connected(server, id);
  t.after(() => client.close());
  assert.equal(await hop.channels.tokens.isOnline(id), true);
  const init = client.events.entries.find((event) => event.eventType === "INIT");
  assert.deepEqual(init.data.metadata, { name: "one" });
  assert.equal(init.data.scope, "token");
  assert.equal(init.data.connection_count, 1);
});

test("a direct message to somebody who is away succeeds", async () => {
  const { id } = await hop.channels.tokens.create();
  await hop.channels.tokens.publishDirectMessage(id, "psst", {});
});

test("what returns an object answers 200, what returns nothing 204", async () => {
  const statuses = [];
  const note = async (method, path, body) => statuses.push((await call(method, path, body)).status);
  await note("PUT", "/channels/statuses", { type: "public" });
  await note("PATCH", "/channels/statuses/state", { n: 1 });
  await note("POST", "/channels/statuses/messages", { e: "E" });
  await note("GET", "/channels/statuses/stats");
  await note("POST", "/channels/tokens", {});
  await note("DELETE", "/channels/statuses");
  assert.deepEqual(statuses, [200, 200, 204, 200, 200, 204]);
});

test("refusals have a status, a code and a sentence", async () => {
  const refusal = async (promise) => {
    const error = await promise.then(
      () => assert.fail("it was accepted"),
      (error) => error,
    );
    assert.ok(error.message.length > 10, error.message);
    return [error.status, error.data.error.code];
  };
  await hop.channels.create("public", "taken");
  const stranger = new Hop(`${server.app.project_token}x`, server.url);
  assert.deepEqual(await refusal(hop.channels.create("public", "taken")), [409, "channel_exists"]);
  assert.deepEqual(await refusal(hop.channels.get("nowhere")), [404, "not_found"]);
  assert.deepEqual(await refusal(hop.channels.create("secret")), [400, "invalid_channel_type"]);
  assert.deepEqual(await refusal(hop.channels.setState("taken", [1])), [400, "invalid_body"]);
  assert.deepEqual(await refusal(stranger.channels.getAll()), [401, "invalid_auth"]);
});
