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

test("a project token that was replaced works for its overlap, and is a 401 after it", async () => {
  const { id } = await server.admin("POST", "/apps", { name: "Rotating" });
  const rotate = async (overlap_ms) =>
    (await server.admin("POST", `/apps/${id}/credentials/rotate`, { overlap_ms })).project_token;
  const { project_token: first } = await server.admin("GET", `/apps/${id}/credentials`);
  const second = await rotate(60_000);
  const ask = async (token) => {
    const response = await server.call("GET", `/v1/channels?project=${id}`, { token });
    return [response.status, (await response.json()).error];
  };
  for (const token of [first, second]) assert.deepEqual(await ask(token), [200, undefined]);
  const third = await rotate(0);
  for (const token of [first, second]) {
    const [status, error] = await ask(token);
    assert.deepEqual([status, error.code], [401, "invalid_auth"]);
    assert.match(error.message, /replaced by another/);
  }
  assert.deepEqual(await ask(third), [200, undefined]);
});
