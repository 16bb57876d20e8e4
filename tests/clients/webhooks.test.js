// The webhook calls of the Hop SDK.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { backend } from "./support/clients.js";
import { Server } from "./support/server.js";

const URL = "https://example.org/hooks";
const EVENTS = ["channel.created", "channel.client.connected"];

let server;
let webhooks;
before(async () => {
  server = await Server.start();
  ({ webhooks } = backend(server).projects);
});
after(() => server?.stop());

test("a webhook is made, listed, changed and deleted, with or without the project's id", async () => {
  for (const project of [undefined, server.app.id]) {
    const made = await webhooks.create(URL, EVENTS, project);
    assert.match(made.id, /^webhook_/);
    assert.match(made.secret, /^whsec_[A-Za-z0-9_-]+$/);
    assert.deepEqual(
      [made.project_id, made.type, made.webhook_url, made.events],
      [server.app.id, "http", URL, EVENTS],
    );
    const masked = { ...made, secret: "whsec_****************" };
    assert.deepEqual(await webhooks.getAll(project), [masked], "a secret is shown once");

    const edited = await webhooks.edit(made.id, { events: ["channel.deleted"] }, project);
    assert.deepEqual(edited, { ...masked, events: ["channel.deleted"] });
    const moved = await webhooks.edit(made.id, { webhookUrl: `${URL}/2` }, project);
    assert.deepEqual(moved, { ...masked, events: ["channel.deleted"], webhook_url: `${URL}/2` });

    await webhooks.delete(made.id, project);
    assert.deepEqual(await webhooks.getAll(project), []);
    await assert.rejects(webhooks.delete(made.id, project), { status: 404 });
  }
});

test("what is signed with a webhook's secret is what the SDK takes", async () => {
  const made = await webhooks.create(URL, EVENTS);
  const renewed = await webhooks.regenerateSecret(made.id);
  assert.match(renewed, /^whsec_/);
  assert.notEqual(renewed, made.secret);
  const body = JSON.stringify({
    id: "event_1",
    webhook_id: made.id,
    event: EVENTS[0],
    data: { text: "grüße" },
  });
  const sign = (secret) => createHmac("sha256", secret).update(body).digest("hex").toUpperCase();
  assert.deepEqual(await webhooks.constructEvent(body, sign(renewed), renewed), JSON.parse(body));
  await assert.rejects(webhooks.constructEvent(body, sign(made.secret), renewed), /Invalid signature/);

  const path = `/v1/projects/@this/webhooks/${made.id}/regenerate_secret`;
  const { data } = await (await server.call("POST", path)).json();
  assert.match(data.secret, /^whsec_/);
  assert.notEqual(data.secret, renewed);
  await webhooks.delete(made.id);
});

test("what makes no webhook is refused with a reason", async () => {
  const made = await webhooks.create(URL, []);
  for (const [ask, status, sentence] of [
    [() => webhooks.create("example.org", EVENTS), 400, /http or https/],
    [() => webhooks.create("ftp://example.org", EVENTS), 400, /http or https/],
    [() => webhooks.create(URL, [""]), 400, /1 to 256 bytes/],
    [() => webhooks.create(URL, [7]), 400, /"events": \[name of an event\]/],
    [() => webhooks.edit(made.id, { webhookUrl: "nowhere" }), 400, /http or https/],
    [() => webhooks.edit("webhook_bm9wZQ", { events: [] }), 404, /no webhook/],
    [() => webhooks.regenerateSecret("webhook_bm9wZQ"), 404, /no webhook/],
    [() => webhooks.getAll("project_bm9wZQ"), 403, /another app/],
    [() => webhooks.create(URL, EVENTS, "project_bm9wZQ"), 403, /another app/],
  ]) {
    await assert.rejects(ask(), (error) => {
      assert.equal(error.status, status, error.message);
      assert.match(error.message, sentence);
      return true;
    });
  }
  assert.deepEqual(
    (await webhooks.getAll()).map(({ id, webhook_url }) => [id, webhook_url]),
    [[made.id, URL]],
  );
  await webhooks.delete(made.id);
});

test("webhooks outlive a restart", async () => {
  const made = await webhooks.create(URL, EVENTS);
  await server.restart();
  assert.deepEqual(await backend(server).projects.webhooks.getAll(), [
    { ...made, secret: "whsec_****************" },
  ]);
});
