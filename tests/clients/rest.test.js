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
  return server.call(method, `/v1${path}`, { body });
}

async function data(response) {
  return (await response).json().then(({ data }) => data);
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

test("a list comes in pages, forwards and backwards", async () => {
  for (const kind of ["channels", "tokens"]) {
    const path = kind === "tokens" ? "/channels/tokens" : "/channels";
    const list = (query) => data(call("GET", `${path}${query}`));
    const all = await list("");
    assert.equal(all.page_size, all.total_count);
    const ids = all[kind].map((one) => one.id);
    assert.ok(ids.length >= 2);
    const paged = [];
    for (let page = 1; ; page++) {
      const part = await list(`?orderBy=asc&page=${page}&pageSize=2&sortBy=created_at`);
      assert.deepEqual([part.page_size, part.total_count], [2, ids.length]);
      if (part[kind].length === 0) break;
      paged.push(...part[kind].map((one) => one.id));
    }
    assert.deepEqual(paged, ids);
    const newest = await list("?orderBy=desc&pageSize=1");
    assert.deepEqual(
      newest[kind].map((one) => one.id),
      ids.slice(-1),
    );
  }
});

test("a channel object of the SDK has the calls of its own", async (t) => {
  const channel = await hop.channels.create("private", null, { state: {} }, server.app.id);
  const tokens = [(await hop.channels.tokens.create({}, server.app.id)).id, server.persona("Bob").token];
  const client = await HopClient.connected(server, tokens[0]);
  t.after(() => client.close());
  await channel.subscribeToken(tokens[0]);
  await channel.subscribeTokens(tokens);
  await client.status(channel.id, "available");
  await channel.setState({ n: 1 });
  await channel.patchState({ m: 2 });
  await channel.setState(async ({ n, m }) => ({ sum: n + m }));
  await client.channel(channel.id, "the state", ({ state }) => state.sum === 3);
  await channel.publishMessage("E", { n: 1 });
  assert.deepEqual((await client.message("E")).data, { n: 1 });
  await channel.publishMessage("bare");
  assert.equal((await client.message("bare")).data, null);
  await channel.removeToken(tokens[1]);
  await hop.channels.removeTokens(channel, tokens);
  await client.status(channel.id, "unavailable");
  assert.deepEqual(await hop.channels.getAllTokens(channel), []);
});

test("a channel has the capabilities it was made with", async () => {
  const made = await data(call("POST", "/channels", { type: "public", capabilities: 6 }));
  assert.equal(made.channel.capabilities, 6);
  assert.equal((await hop.channels.create("public")).capabilities, 0);
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

test("two connections of one token count as two", async (t) => {
  const { id } = await hop.channels.create("public");
  const token = (await hop.channels.tokens.create()).id;
  for (const number of [1, 2]) {
    const client = await HopClient.connected(server, token);
    t.after(() => client.close());
    await client.join(id);
    assert.equal((await hop.channels.getStats(id)).online_count, number);
  }
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

test("a token may expire, and be in channels from the start", async (t) => {
  const until = new Date(Date.now() + 60_000).toISOString();
  const body = { state: null, expires_at: until, channels: ["backstage"] };
  const { token } = await data(call("POST", "/channels/tokens", body));
  assert.equal(token.expires_at, until);
  const patch = (change) => data(call("PATCH", `/channels/tokens/${token.id}`, change));
  assert.equal((await patch({ state: { n: 1 } })).token.expires_at, until, "absent keeps it");
  assert.equal((await patch({ expires_at: null })).token.expires_at, null, "null clears it");
  const client = await HopClient.connected(server, token.id);
  t.after(() => client.close());
  await client.status("backstage", "available");
});

test("a token is online while it has a connection", async (t) => {
  const { id } = await hop.channels.tokens.create({ name: "one" });
  assert.equal(await hop.channels.tokens.isOnline(id), false);
  const client = await HopClient.connected(server, id);
  t.after(() => client.close());
  assert.equal(await hop.channels.tokens.isOnline(id), true);
  assert.equal(await hop.channels.tokens.isOnline(await hop.channels.tokens.get(id)), true);
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

test("the command line asks for its project first", async () => {
  const { project, leap_token } = await data(call("GET", "/projects/@this"));
  assert.equal(project.id, server.app.id);
  for (const field of ["name", "tier", "created_at", "namespace", "type"]) {
    assert.equal(typeof project[field], "string", field);
  }
  assert.equal(leap_token, "");
});

test("Hop's Rust crate has paths of its own", async (t) => {
  // It names the project each time, and forgets the slash before the tokens' paths.
  const project = `?project=${server.app.id}`;
  const { token } = await data(
    server.call("POST", `/v1channels/tokens${project}`, { body: { state: null } }),
  );
  const listed = await data(server.call("GET", `/v1channels/tokens${project}`));
  assert.ok(listed.some((one) => one.token.id === token.id));
  const client = await HopClient.connected(server, token.id);
  t.after(() => client.close());

  const statuses = [];
  const note = async (method, path, body) =>
    statuses.push((await server.call(method, path, { body })).status);
  await note("POST", `/v1channels/backstage/tokens/${token.id}`);
  await client.status("backstage", "available");
  await note("POST", `/v1/channels/backstage/publish${project}`, { e: "E", d: { n: 1 } });
  assert.deepEqual((await client.message("E")).data, { n: 1 });
  await note("POST", `/v1channels/tokens/${token.id}/message`, { event: "psst", data: { n: 2 } });
  assert.deepEqual((await client.message("psst")).data, { n: 2 });
  const stats = await data(call("GET", `/channels/backstage/stats${project}`));
  assert.deepEqual(stats, { stats: { online_count: 1 }, online_count: 1 });
  await note("DELETE", `/v1channels/backstage/tokens/${token.id}`);
  await client.status("backstage", "unavailable");
  await note("DELETE", `/v1channels/tokens/${token.id}`);
  await note("GET", `//v1//channels/room${project}`);
  assert.deepEqual(statuses, [204, 204, 204, 204, 204, 200]);
});
