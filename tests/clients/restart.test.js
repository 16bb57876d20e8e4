// A restarted server has all its clients back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { backend, closeAll, HopClient } from "./support/clients.js";
import { Server } from "./support/server.js";

const CLIENTS = 40;

let server;
before(async () => {
  server = await Server.start();
});
after(() => server?.stop());

test(`${CLIENTS} clients come back with their subscriptions`, async (t) => {
  // Each lost connection is a warning of the client's own.
  t.mock.method(console, "warn", () => {});
  const hop = backend(server);
  const clients = [];
  t.after(() => closeAll(clients.map(({ client }) => client)));
  for (let number = 0; number < CLIENTS; number++) {
    const token = number % 2 === 0 ? (await hop.channels.tokens.create({ number })).id : undefined;
    const channel = token ? "room" : "lobby";
    const client = await HopClient.connected(server, token);
    await client.join(channel);
    clients.push({ client, token, channel });
  }
  const before = clients.map(({ client }) => ({
    states: client.states.entries.length,
    events: client.events.entries.length,
  }));

  await server.restart();

  await Promise.all(
    clients.map(async ({ client, token, channel }, index) => {
      const { states, events } = before[index];
      const back = { from: states, within: 20_000 };
      await client.states.find("the connection to be lost", (state) => state === "errored", back);
      await client.states.find("the connection to be back", (state) => state === "connected", back);
      await client.status(channel, "available");
      const init = await client.events.find("INIT", (event) => event.eventType === "INIT", { from: events });
      const listed = init.data.channels.map((one) => one.id);
      assert.deepEqual(listed, token ? [channel] : [], "INIT lists what the server keeps");
      if (!token) {
        const answer = (event) => event.eventType === "AVAILABLE" && event.channelId === channel;
        await client.events.find("AVAILABLE", answer, { from: events });
      }
    }),
  );

  await hop.channels.publishMessage("room", "back", { to: "tokens" });
  await hop.channels.publishMessage("lobby", "back", { to: "everybody" });
  const heard = await Promise.all(clients.map(({ client }) => client.message("back")));
  assert.deepEqual(
    heard.map((message) => message.channel),
    clients.map(({ channel }) => channel),
  );
});
