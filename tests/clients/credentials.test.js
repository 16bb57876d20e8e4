// Bad credentials stop a client for good: the close code is the only thing that does.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { backend, HopClient } from "./support/clients.js";
import { Server } from "./support/server.js";

/** The client tries again within a second; twice that, and a little, shows that it does not. */
const QUIET_MS = 2_500;

let server;
before(async () => {
  server = await Server.start();
});
after(() => server?.stop());

async function assertStopped(client, warnings) {
  await client.states.find("the client to give up", (state) => state === "errored");
  const retried = client.states.find("another attempt", (state) => state === "connecting", {
    from: client.states.entries.indexOf("errored"),
    within: QUIET_MS,
  });
  await assert.rejects(retried, /in vain for another attempt/);
  assert.deepEqual(
    warnings.calls.map((call) => call.arguments[1]),
    [{ description: "Invalid auth", reconnect: false }],
  );
}

for (const [what, credentials] of [
  ["an unknown token", (server) => [`${server.persona("Alice").token}x`, server.app.id]],
  ["an unknown project", () => [undefined, "project_bm9wZQ"]],
  ["a token of another project", (server) => [server.persona("Alice").token, "project_bm9wZQ"]],
]) {
  test(`${what} is refused, and the client stays away`, async (t) => {
    const warnings = t.mock.method(console, "warn", () => {}).mock;
    const client = new HopClient(server, ...credentials(server));
    t.after(() => client.close());
    await assertStopped(client, warnings);
    assert.ok(!client.states.entries.includes("connected"));
  });
}

test("a deleted token ends its connections", async (t) => {
  const warnings = t.mock.method(console, "warn", () => {}).mock;
  const { tokens } = backend(server).channels;
  const token = await tokens.create();
  const client = await HopClient.connected(server, token.id);
  t.after(() => client.close());
  await tokens.delete(token.id);
  await assertStopped(client, warnings);
});
