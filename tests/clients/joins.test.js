// Who may join what, and how a person answers.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { backend, HopClient } from "./support/clients.js";
import { Server } from "./support/server.js";

let server;
let hop;
before(async () => {
  server = await Server.start();
  hop = backend(server);
});
after(() => server?.stop());

/** A connected client that goes with its test. */
async function connect(t, token) {
  const client = await HopClient.connected(server, token);
  t.after(() => client.close());
  return client;
}

async function newToken(state = {}) {
  return (await hop.channels.tokens.create(state)).id;
}

test("anybody joins an unprotected channel", async (t) => {
  const client = await connect(t);
  const entry = await client.join("lobby");
  assert.deepEqual(entry, { subscription: "available", state: {}, error: null });
});

test("a public channel wants a token", async (t) => {
  const anonymous = await connect(t);
  const refused = await anonymous.join("room", "unavailable");
  assert.equal(refused.error.error_code, "NOT_GRANTED");
  assert.equal(refused.error.graceful, false);

  const alice = await connect(t, server.persona("Alice").token);
  await alice.join("room");
});

test("a private channel is closed to those without a token, and nobody is asked", async (t) => {
  const client = await connect(t);
  const { error } = await client.join("backstage", "unavailable");
  assert.equal(error.error_code, "NOT_GRANTED");
  const waiting = await server.admin("GET", "/approvals");
  assert.deepEqual(
    waiting.filter((approval) => !approval.who.token),
    [],
  );
});

test("a channel that does not exist is unknown", async (t) => {
  const client = await connect(t, await newToken());
  const { error } = await client.join("nowhere", "unavailable");
  assert.equal(error.error_code, "UNKNOWN");
});

test("a private join waits, the connection goes on, and a person allows it", async (t) => {
  const token = await newToken({ user: 42 });
  const client = await connect(t, token);
  await client.join("room");

  client.client.subscribeToChannel("backstage");
  const approval = await server.approval("backstage", token);
  assert.deepEqual(approval.token_state, { user: 42 });
  await hop.channels.publishMessage("room", "meanwhile", {});
  await client.message("meanwhile");
  assert.equal(client.client.getChannelStateMap().get("backstage").subscription, "pending");

  const entry = await server.decide(approval, { answer: "allow", term: "once" });
  assert.equal(entry.outcome, "allowed");
  await client.status("backstage", "available");
  await hop.channels.publishMessage("backstage", "inside", { n: 1 });
  assert.deepEqual((await client.message("inside")).data, { n: 1 });
});

test("a person denies a private join", async (t) => {
  const token = await newToken();
  const client = await connect(t, token);
  client.client.subscribeToChannel("backstage");
  const approval = await server.approval("backstage", token);
  const entry = await server.decide(approval, { answer: "deny", reason: "guests out" });
  assert.equal(entry.outcome, "denied");
  assert.equal(entry.reason, "guests out");
  const { error } = await client.status("backstage", "unavailable");
  assert.equal(error.error_code, "NOT_GRANTED");
  assert.equal(error.graceful, false);
});

test("two connections of one token share one question and one answer", async (t) => {
  const token = await newToken();
  const [first, second] = [await connect(t, token), await connect(t, token)];
  first.client.subscribeToChannel("backstage");
  const approval = await server.approval("backstage", token);
  second.client.subscribeToChannel("backstage");
  // Answered behind the request of the same connection: the server has read both.
  await second.join("lobby");
  const mine = (await server.admin("GET", "/approvals")).filter((one) => one.who.token === token);
  assert.equal(mine.length, 1);

  await server.decide(approval, { answer: "allow", term: "once" });
  await Promise.all([first, second].map((client) => client.status("backstage", "available")));
});

test("the first answer counts", async (t) => {
  const token = await newToken();
  const client = await connect(t, token);
  client.client.subscribeToChannel("backstage");
  const approval = await server.approval("backstage", token);
  await server.decide(approval, { answer: "deny" });
  await assert.rejects(server.decide(approval, { answer: "allow", term: "once" }), { status: 409 });
  await client.status("backstage", "unavailable");
});

test("a join allowed for good is not asked again", async (t) => {
  const token = await newToken();
  const client = await connect(t, token);
  client.client.subscribeToChannel("backstage");
  await server.decide(await server.approval("backstage", token), { answer: "allow", term: "always" });
  await client.status("backstage", "available");

  client.client.unsubscribeFromChannel("backstage");
  const again = await client.join("backstage");
  assert.equal(again.error, null);
});

test("the backend subscribes a token and removes it", async (t) => {
  const token = await newToken();
  const client = await connect(t, token);
  await hop.channels.subscribeToken("backstage", token);
  await client.status("backstage", "available");
  await hop.channels.removeToken("backstage", token);
  const { error } = await client.status("backstage", "unavailable");
  assert.equal(error.graceful, true);
});

test("a deleted channel becomes unavailable", async (t) => {
  const channel = await hop.channels.create("public");
  const client = await connect(t, await newToken());
  await client.join(channel.id);
  await hop.channels.delete(channel.id);
  const { error } = await client.status(channel.id, "unavailable");
  assert.equal(error.graceful, true);
});
