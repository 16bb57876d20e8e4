// Messages and state, both ways.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { backend, closeAll, HopClient } from "./support/clients.js";
import { Server } from "./support/server.js";

let server;
let hop;
before(async () => {
  server = await Server.start();
  hop = backend(server);
});
after(() => server?.stop());

/** Two connected clients with tokens of their own, both in the channel. */
async function pair(t, channel) {
  const clients = [];
  for (let number = 0; number < 2; number++) {
    const token = await hop.channels.tokens.create();
    const client = await HopClient.connected(server, token.id);
    t.after(() => client.close());
    await client.join(channel);
    clients.push(client);
  }
  return clients;
}

/** A channel with what only the admin API can give it. */
async function channelWith(name, capabilities) {
  await server.admin("POST", `/apps/${server.app.id}/channels`, { name, visibility: "public", capabilities });
  return name;
}

test("the backend's messages arrive in order, with any JSON as payload", async (t) => {
  const clients = await pair(t, "room");
  const payloads = [{ text: "hi", n: 3 }, [1, 2], "text", 7, false, null];
  for (const payload of payloads) await hop.channels.publishMessage("room", "tick", payload);
  await hop.channels.publishMessage("room", "end", {});
  for (const client of clients) {
    await client.message("end");
    const ticks = client.messages.entries.filter((message) => message.event === "tick");
    assert.deepEqual(
      ticks.map((message) => message.data),
      payloads,
    );
  }
});

test("a client publishes where clients may, and hears itself", async (t) => {
  const channel = await channelWith("chat", ["client_publish"]);
  const [alice, bob] = await pair(t, channel);
  alice.client.sendMessage(channel, "hello", { from: "alice" });
  for (const client of [alice, bob]) {
    assert.deepEqual(await client.message("hello"), { event: "hello", data: { from: "alice" }, channel });
  }
});

test("where clients may not publish, nothing is sent and nobody loses the channel", async (t) => {
  const channel = (await hop.channels.create("public")).id;
  const [alice, bob] = await pair(t, channel);
  alice.client.sendMessage(channel, "smuggled", {});
  // Answered behind the message: the server has read both.
  await alice.join("lobby");
  await hop.channels.publishMessage(channel, "after", {});
  for (const client of [alice, bob]) {
    await client.message("after");
    assert.ok(!client.messages.entries.some((message) => message.event === "smuggled"));
    assert.equal(client.client.getChannelStateMap().get(channel).subscription, "available");
  }
});

test("state set by the backend reaches everybody whole", async (t) => {
  const channel = await hop.channels.create("public", null, { state: { topic: "start" } });
  const clients = await pair(t, channel.id);
  for (const client of clients) {
    assert.deepEqual(client.client.getChannelStateMap().get(channel.id).state, { topic: "start" });
  }
  await hop.channels.setState(channel.id, { topic: "news", open: true });
  await hop.channels.patchState(channel.id, { open: false });
  for (const client of clients) {
    const { state } = await client.channel(channel.id, "the patch", ({ state }) => state.open === false);
    assert.deepEqual(state, { topic: "news", open: false });
    const updates = client.events.entries.filter((event) => event.eventType === "STATE_UPDATE");
    assert.deepEqual(
      updates.map((event) => event.data.state),
      [
        { topic: "news", open: true },
        { topic: "news", open: false },
      ],
    );
  }
});

test("a client sets the state where clients may", async (t) => {
  const channel = await channelWith("board", ["client_set_state"]);
  const [alice, bob] = await pair(t, channel);
  alice.client.setChannelState(channel, { score: 1 });
  for (const client of [alice, bob]) {
    const { state } = await client.channel(channel, "the score", ({ state }) => state.score === 1);
    assert.deepEqual(state, { score: 1 });
  }
});

test("a direct message reaches every connection of its token and nobody else", async (t) => {
  const token = await hop.channels.tokens.create();
  const [first, second, other] = await Promise.all([
    HopClient.connected(server, token.id),
    HopClient.connected(server, token.id),
    HopClient.connected(server),
  ]);
  t.after(() => closeAll([first, second, other]));
  await Promise.all([first, second, other].map((client) => client.join("lobby")));
  await hop.channels.tokens.publishDirectMessage(token.id, "psst", { n: 1 });
  await hop.channels.publishMessage("lobby", "aloud", {});
  for (const client of [first, second]) {
    assert.deepEqual(await client.message("psst"), { event: "psst", data: { n: 1 }, channel: null });
  }
  await other.message("aloud");
  assert.ok(!other.messages.entries.some((message) => message.event === "psst"));
});

test("who has left hears nothing more and is not told so", async (t) => {
  const [alice, bob] = await pair(t, "room");
  alice.client.unsubscribeFromChannel("room");
  // Answered behind the request to leave.
  await alice.join("lobby");
  await hop.channels.publishMessage("room", "behind your back", {});
  await hop.channels.publishMessage("lobby", "aloud", {});
  await bob.message("behind your back");
  await alice.message("aloud");
  assert.ok(!alice.messages.entries.some((message) => message.channel === "room"));
  assert.equal(alice.client.getChannelStateMap().get("room"), undefined);
});
