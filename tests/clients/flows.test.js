// What `@onehop/client` goes through, besides joining and talking.

import assert from "node:assert/strict";
import { after, before, mock, test } from "node:test";
import { hop as singleton } from "@onehop/client";
import { backend, HopClient, silence } from "./support/clients.js";
import { Server } from "./support/server.js";
import { Journal, waitFor } from "./support/wait.js";

let server;
let hop;
before(async () => {
  // Each lost connection is a warning of the client's own.
  mock.method(console, "warn", () => {});
  server = await Server.start();
  hop = backend(server);
});
after(() => server?.stop());

const isConnected = (state) => state === "connected";
const isErrored = (state) => state === "errored";

test("an app sees the client authenticate first, and joins when it is connected", async (t) => {
  const client = new HopClient(server);
  t.after(() => client.close());
  assert.throws(() => client.client.subscribeToChannel("lobby"), "not connected yet");
  assert.equal(client.client.getChannelStateMap().get("lobby").subscription, "pending");
  await client.states.find("the connection", isConnected);
  assert.deepEqual(client.states.entries.slice(0, 2), ["authenticating", "connected"]);
  // What was asked for too early is asked for again only if the app does.
  client.client.unsubscribeFromChannel("lobby");
  await client.join("lobby");
});

test("an app that is set up twice has one client", async (t) => {
  const options = { leapSocketUrl: server.socketUrl };
  const states = new Journal();
  const first = singleton.init({ projectId: server.app.id }, options);
  t.after(() => silence(first.leap));
  first.on("CONNECTION_STATE_UPDATE", (state) => states.add(state));
  await states.find("the connection", isConnected);
  assert.equal(singleton.init({ projectId: "project_bm9wZQ" }, options), first);
  first.subscribeToChannel("lobby");
  const map = first.getChannelStateMap();
  const isIn = () => map.get("lobby").subscription === "available";
  await waitFor("lobby", (report) => map.addListener(report), isIn);
  assert.deepEqual(states.entries, ["authenticating", "connected"]);
});

test("joining what one is in asks nobody", async (t) => {
  const client = await HopClient.connected(server);
  t.after(() => client.close());
  await client.join("lobby");
  client.client.subscribeToChannel("lobby");
  await client.join("room", "unavailable");
  const answers = client.events.entries.filter((event) => event.channelId === "lobby");
  assert.equal(answers.length, 1);
});

test("a client with a token has its channels back from INIT, one without asks for them again", async (t) => {
  const token = (await hop.channels.tokens.create()).id;
  for (const [credential, answered] of [
    [token, false],
    [undefined, true],
  ]) {
    const client = await HopClient.connected(server, credential);
    t.after(() => client.close());
    await client.join("lobby");
    const [states, events] = [client.states.entries.length, client.events.entries.length];
    const comeBack = client.lose();
    await client.states.find("the loss", isErrored, { from: states });
    assert.equal(client.client.getChannelStateMap().get("lobby").subscription, "pending");
    comeBack();
    await client.states.find("the return", isConnected, { from: states });
    await client.status("lobby", "available");
    await hop.channels.publishMessage("lobby", "back", {});
    await client.message("back");
    const available = client.events.entries.slice(events).filter((event) => event.eventType === "AVAILABLE");
    assert.equal(available.length > 0, answered);
  }
});

test("a channel that was deleted while the client was away is not waited for", async (t) => {
  const { id: token } = await hop.channels.tokens.create();
  const { id: channel } = await hop.channels.create("public");
  const client = await HopClient.connected(server, token);
  t.after(() => client.close());
  await client.join(channel);
  const comeBack = client.lose();
  const deadline = AbortSignal.timeout(10_000);
  while (await hop.channels.tokens.isOnline(token)) deadline.throwIfAborted();
  await hop.channels.delete(channel);
  comeBack();
  const { error } = await client.status(channel, "unavailable");
  assert.deepEqual(error, { graceful: true });
});

test("two connections of a token leave and join together", async (t) => {
  const { id: token } = await hop.channels.tokens.create();
  const [first, second] = [
    await HopClient.connected(server, token),
    await HopClient.connected(server, token),
  ];
  t.after(() => first.close());
  t.after(() => second.close());
  await first.join("room");
  await second.status("room", "available");
  first.client.unsubscribeFromChannel("room");
  await second.status("room", "unavailable");
  assert.equal(first.client.getChannelStateMap().get("room"), undefined);
});
