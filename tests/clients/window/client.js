// One client for the tests of the window. JSON lines in: first its settings, then commands. JSON lines out: what it
// reports, each with the time.

import { createInterface } from "node:readline";
import { backend, HopClient } from "../support/clients.js";

function report(what) {
  process.stdout.write(`${JSON.stringify({ at: Date.now(), ...what })}\n`);
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { app, token, listen } = JSON.parse((await lines.next()).value);
const server = { app, url: `http://${listen}`, socketUrl: `ws://${listen}/ws` };
const hop = backend(server);

const { client } = new HopClient(server, token);
client.on("CONNECTION_STATE_UPDATE", (connection) => report({ connection }));
client.on("MESSAGE", ({ channel, event, data }) => report({ channel, event, data }));
const channels = client.getChannelStateMap();
channels.addListener(() => {
  for (const [channel, { subscription, state, error }] of channels) {
    report({ channel, subscription, state, error });
  }
});

for await (const line of lines) {
  const command = JSON.parse(line);
  if (command.join) client.subscribeToChannel(command.join);
  if (command.publish) {
    const { channel, event, data } = command.publish;
    await hop.channels.publishMessage(channel, event, data);
    report({ published: event });
  }
}
process.exit(0);
