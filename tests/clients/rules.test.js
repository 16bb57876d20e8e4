// What unmodified clients rely on, frame by frame.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { RawClient } from "./support/raw.js";
import { Server } from "./support/server.js";

let server;
before(async () => {
  server = await Server.start();
});
after(() => server?.stop());

/** A client of our own that goes with its test. */
function raw(t, path) {
  const client = new RawClient(server, path);
  t.after(() => client.close());
  return client;
}

async function connect(t, token, path) {
  const client = await RawClient.connected(server, token, path);
  t.after(() => client.close());
  return client;
}

async function create(method, path, body) {
  const { data } = await (await server.call(method, `/v1${path}`, { body })).json();
  return data;
}

async function newToken(body = {}) {
  return (await create("POST", "/channels/tokens", body)).token.id;
}

/** Waits until the server has seen the last connection of a token go. */
async function offline(token) {
  const deadline = AbortSignal.timeout(10_000);
  for (;;) {
    deadline.throwIfAborted();
    const { token: view } = await create("GET", `/channels/tokens/${token}`);
    if (!view.is_online) return;
  }
}

test("1: HELLO comes first, on both paths", async (t) => {
  for (const path of ["/ws", "/1.0/ws?encoding=json", "//ws"]) {
    const client = raw(t, path);
    await client.hello();
    assert.equal(client.frames.entries[0].text, '{"op":1,"d":{"heartbeat_interval":30000}}');
  }
});

test("2: frames are text, unless compression was asked for", async (t) => {
  for (const [path, binary] of [
    ["/ws", false],
    ["/ws?compression=none", false],
    ["/ws?compression=brotli", false],
    ["/ws?compression=zlib", true],
  ]) {
    const client = await connect(t, undefined, path);
    client.ask("SUBSCRIBE", "lobby");
    client.say({ op: 3 });
    await client.dispatch("AVAILABLE", { channel: "lobby" });
    await client.frames.find("an ack", (frame) => frame.op === 4);
    assert.deepEqual(
      client.frames.entries.map((frame) => frame.binary),
      Array(4).fill(binary),
      path,
    );
  }
});

test("2: an encoding that is not spoken is a 400 with a sentence", async () => {
  const refused = await new Promise((resolve) => {
    const socket = new WebSocket(`${server.socketUrl}?encoding=etf`);
    socket.on("error", () => {});
    socket.on("unexpected-response", async (_, answer) => {
      let body = "";
      for await (const piece of answer) body += piece;
      resolve({ status: answer.statusCode, body });
    });
  });
  assert.equal(refused.status, 400);
  assert.match(refused.body, /"etf".*\n.*encoding=json/);
});

test("3: an ack is never in the same millisecond as its heartbeat", async (t) => {
  const client = await connect(t);
  for (let round = 0; round < 10; round++) {
    const from = client.frames.entries.length;
    const sent = performance.now();
    client.say({ op: 3 });
    const ack = await client.frames.find("an ack", (frame) => frame.op === 4, { from });
    assert.ok(ack.at - sent >= 4, `${ack.at - sent} ms`);
  }
});

test("5: an ack carries no null", async (t) => {
  const client = await connect(t);
  for (const heartbeat of [
    '{"op":3}',
    '{"op":3,"d":null}',
    '{"op":3,"d":{"tag":""}}',
    '{"op":3,"d":{"tag":null}}\n',
  ]) {
    const from = client.frames.entries.length;
    client.say(heartbeat);
    const ack = await client.frames.find("an ack", (frame) => frame.op === 4, { from });
    assert.equal(ack.text, '{"op":4}', heartbeat);
  }
});

test("4, 6, 7: every event is complete, and channels are whole", async (t) => {
  const token = await newToken({ state: { name: "Carol" } });
  const { channel } = await create("POST", "/channels", { type: "public", state: { topic: "tea" } });
  const client = await connect(t, token);
  client.ask("SUBSCRIBE", channel.id);
  client.ask("SUBSCRIBE", "nowhere");
  await client.dispatch("UNAVAILABLE", { channel: "nowhere" });
  await create("PATCH", `/channels/${channel.id}/state`, { topic: "cake" });
  await server.call("POST", `/v1/channels/${channel.id}/messages`, { body: { e: "E" } });
  await server.call("POST", `/v1/channels/tokens/${token}/messages`, { body: { e: "psst", d: [1] } });
  await client.dispatch("DIRECT_MESSAGE");
  await server.call("DELETE", `/v1/channels/${channel.id}`);
  await client.dispatch("UNAVAILABLE", { channel: channel.id });

  const all = client.dispatches();
  assert.deepEqual(
    all.map(({ e, u }) => [e, u]),
    [
      ["INIT", true],
      ["AVAILABLE", false],
      ["UNAVAILABLE", true],
      ["STATE_UPDATE", false],
      ["MESSAGE", false],
      ["DIRECT_MESSAGE", false],
      ["UNAVAILABLE", false],
    ],
  );
  for (const event of all) {
    assert.deepEqual(Object.keys(event), ["c", "u", "e", "d"]);
    assert.ok(event.d !== null && typeof event.d === "object", JSON.stringify(event));
  }
  const [init, available, unavailable, state, message, direct, gone] = all;
  assert.match(init.d.cid, /^leap_conn_/);
  assert.deepEqual(
    { ...init.d, cid: "" },
    { cid: "", connection_count: 1, metadata: { name: "Carol" }, scope: "token", channels: [] },
  );
  assert.deepEqual(available.d.channel, {
    id: channel.id,
    project_id: server.app.id,
    type: "public",
    state: { topic: "tea" },
    capabilities: channel.capabilities,
  });
  assert.equal(unavailable.d.graceful, false);
  assert.equal(unavailable.d.error_code, "UNKNOWN");
  assert.deepEqual(state.d, { state: { topic: "cake" } });
  assert.deepEqual(message.d, { e: "E", d: null });
  assert.deepEqual([direct.c, direct.d], [null, { e: "psst", d: [1] }]);
  assert.deepEqual(gone.d, { graceful: true });
});

test("8: bad credentials are a 4001, never an HTTP 401", async (t) => {
  for (const [project, token] of [
    ["project_bm9wZQ", undefined],
    [undefined, undefined],
    [server.app.id, "leap_token_bm9wZQ"],
    [server.app.id, server.app.project_token],
  ]) {
    const client = raw(t);
    await client.hello();
    client.identify(project, token);
    const { code, reason } = await client.ended();
    assert.equal(code, 4001);
    assert.ok(reason.length > 10, reason);
  }
});

test("9: every SUBSCRIBE is answered, repeats too", async (t) => {
  const client = await connect(t);
  for (let repeat = 0; repeat < 13; repeat++) client.ask("SUBSCRIBE", "lobby");
  client.ask("SUBSCRIBE", "room");
  client.ask("SUBSCRIBE", "nowhere");
  client.ask("SUBSCRIBE", "a/b");
  await client.settled();
  const answers = (channel) => client.dispatches().flatMap(({ e, c }) => (c === channel ? [e] : []));
  assert.deepEqual(answers("lobby"), Array(13).fill("AVAILABLE"));
  for (const channel of ["room", "nowhere", "a/b"]) assert.deepEqual(answers(channel), ["UNAVAILABLE"]);
});

test("9: the answer goes to all connections of the token, an answer to a repeat to the asking one", async (t) => {
  const token = await newToken();
  const [first, second] = [await connect(t, token), await connect(t, token)];
  first.ask("SUBSCRIBE", "room");
  assert.equal((await second.dispatch("AVAILABLE", { channel: "room" })).u, false);
  await first.dispatch("AVAILABLE", { channel: "room" });
  second.ask("SUBSCRIBE", "room");
  await second.frames.find("the repeat's answer", ({ d }) => d?.e === "AVAILABLE" && d.u);
  await first.settled();
  assert.equal(first.dispatches("AVAILABLE").length, 1);
});

test("10: INIT lists what a token is in, and a channel lost meanwhile is taken away right behind it", async (t) => {
  const token = await newToken();
  const { channel } = await create("POST", "/channels", { type: "public" });
  const client = await connect(t, token);
  client.ask("SUBSCRIBE", "room");
  client.ask("SUBSCRIBE", channel.id);
  await client.dispatch("AVAILABLE", { channel: channel.id });
  client.close();
  await client.ended();
  await offline(token);
  await server.call("DELETE", `/v1/channels/${channel.id}`);

  const back = await connect(t, token);
  await back.settled();
  const [init, unavailable] = back.dispatches();
  assert.deepEqual(
    init.d.channels.map(({ id }) => id),
    ["room"],
  );
  assert.deepEqual(unavailable, { c: channel.id, u: true, e: "UNAVAILABLE", d: { graceful: true } });
});

test("10: an ephemeral subscription is one while the session lasts", async (t) => {
  const token = await newToken();
  const client = await connect(t, token);
  client.ask("SUBSCRIBE", "room", { ephemeral: true });
  await client.dispatch("AVAILABLE", { channel: "room" });
  await server.call("PUT", `/v1/channels/backstage/subscribers/${token}`, { body: { ephemeral: true } });
  await client.dispatch("AVAILABLE", { channel: "backstage" });
  client.close();
  const back = await connect(t, token);
  const init = back.dispatches("INIT")[0];
  assert.deepEqual(
    init.d.channels.map(({ id }) => id),
    ["backstage", "room"],
    "within the grace",
  );
});

test("12: every error is JSON in the envelope", async () => {
  for (const [method, path, init, status, code] of [
    ["GET", "/v1/nothing", {}, 404, "not_found"],
    ["GET", "/v1", {}, 404, "not_found"],
    ["GET", "/v1channels", {}, 404, "not_found"],
    ["PUT", "/v1/channels", { body: {} }, 404, "not_found"],
    ["GET", "/v1/channels/nowhere", {}, 404, "not_found"],
    ["GET", "/v1/channels/a%3Fb", {}, 400, "invalid_channel_id"],
    ["GET", "/v1/channels/%FF", {}, 400, "invalid_body"],
    ["GET", "/v1/channels?page=none", {}, 400, "bad_request"],
    ["GET", "/v1/channels", { token: null }, 401, "invalid_auth"],
    ["GET", "/v1/channels", { token: "ptk_bm9wZQ" }, 401, "invalid_auth"],
    ["GET", "/v1/channels", { token: "pat_bm9wZQ" }, 401, "invalid_auth"],
    ["GET", "/v1/channels?project=project_bm9wZQ", { token: "bearer_bm9wZQ" }, 401, "invalid_auth"],
    ["GET", "/v1/channels?project=project_bm9wZQ", {}, 403, "missing_permission"],
    ["POST", "/v1/channels", { body: [] }, 400, "invalid_body"],
    ["PUT", "/v1/channels/lobby", { body: { type: "public" } }, 409, "channel_exists"],
    [
      "POST",
      "/v1/channels/lobby/messages",
      { body: { e: "E", d: "x".repeat(1 << 20) } },
      413,
      "payload_too_large",
    ],
    ["DELETE", "/v1/channels/lobby/subscribers/leap_token_bm9wZQ", {}, 404, "not_found"],
  ]) {
    const response = await server.call(method, path, init);
    const shown = `${method} ${path}`;
    assert.equal(response.headers.get("content-type"), "application/json", shown);
    const { success, error } = await response.json();
    assert.deepEqual([response.status, success, error.code], [status, false, code], shown);
    assert.ok(error.message.length > 10, error.message);
  }
  const personal = await (await server.call("GET", "/v1/channels", { token: "pat_bm9wZQ" })).json();
  assert.match(personal.error.message, /ptk_/, "it says what works");
});

test("14: no channel is called tokens", async (t) => {
  const response = await server.call("PUT", "/v1/channels/tokens", { body: { type: "public" } });
  assert.equal(response.status, 400);
  const client = await connect(t);
  client.ask("SUBSCRIBE", "tokens");
  assert.equal((await client.dispatch("UNAVAILABLE", { channel: "tokens" })).d.error_code, "UNKNOWN");
});

test("15: heartbeats are answered before INIT, too", async (t) => {
  const client = raw(t);
  await client.hello();
  client.say({ op: 3 });
  client.identify(server.app.id);
  client.say({ op: 3 });
  await client.dispatch("INIT");
  const acks = () => client.frames.entries.filter((frame) => frame.op === 4).length === 2;
  await client.frames.find("two acks", acks);
});

test("frames out of turn or out of shape end the connection with their own codes", async (t) => {
  const subscribe = { op: 0, d: { c: "lobby", e: "SUBSCRIBE" } };
  const identify = { op: 2, d: { project_id: server.app.id } };
  for (const [frames, code] of [
    [[subscribe], 4003],
    [[{ op: 5 }], 4004],
    [[{ op: 1 }], 4004],
    [["{"], 4005],
    [['{"d":{}}'], 4005],
    [['{"op":"3"}'], 4005],
    [[identify, identify], 4005],
    [[identify, { op: 0, d: { c: "", e: "SUBSCRIBE" } }], 4005],
    [[identify, ...Array(21).fill({ op: 3 })], 4007],
  ]) {
    const client = raw(t);
    await client.hello();
    for (const frame of frames) client.say(frame);
    const end = await client.ended();
    assert.equal(end.code, code, `${JSON.stringify(frames)}: ${end.reason}`);
    assert.ok(end.reason.length > 10);
  }
});

test("a direct message may be for one connection", async (t) => {
  const token = await newToken();
  const [first, second] = [await connect(t, token), await connect(t, token)];
  const { cid } = second.dispatches("INIT")[0].d;
  await server.call("POST", `/v1/channels/tokens/${token}/messages?connection=${cid}`, {
    body: { e: "you" },
  });
  await server.call("POST", `/v1/channels/tokens/${token}/messages`, { body: { e: "all" } });
  for (const [client, heard] of [
    [first, [["all", false]]],
    [
      second,
      [
        ["you", true],
        ["all", false],
      ],
    ],
  ]) {
    await client.frames.find("the message for all", ({ d }) => d?.d?.e === "all");
    assert.deepEqual(
      client.dispatches("DIRECT_MESSAGE").map(({ d, u }) => [d.e, u]),
      heard,
    );
  }
});

test("a message that is sent again with its key arrives once", async (t) => {
  const { channel } = await create("POST", "/channels", { type: "unprotected" });
  const client = await connect(t);
  client.ask("SUBSCRIBE", channel.id);
  await client.dispatch("AVAILABLE", { channel: channel.id });
  const path = `/v1/channels/${channel.id}/messages`;
  for (const [e, key] of [
    ["order", "7"],
    ["order", "7"],
    ["order", "8"],
    ["end", undefined],
  ]) {
    assert.equal((await server.call("POST", path, { body: { e }, key })).status, 204);
  }
  const long = await server.call("POST", path, { body: { e: "order" }, key: "x".repeat(129) });
  assert.equal(long.status, 400);
  await client.frames.find("the end", ({ d }) => d?.d?.e === "end");
  assert.deepEqual(
    client.dispatches("MESSAGE").map(({ d }) => d.e),
    ["order", "order", "end"],
  );
});

test("who unsubscribes is told nothing, its other connections are", async (t) => {
  const token = await newToken();
  const [first, second] = [await connect(t, token), await connect(t, token)];
  first.ask("SUBSCRIBE", "room");
  await second.dispatch("AVAILABLE", { channel: "room" });
  first.ask("UNSUBSCRIBE", "room");
  assert.deepEqual((await second.dispatch("UNAVAILABLE", { channel: "room" })).d, { graceful: true });
  await first.settled();
  assert.deepEqual(first.dispatches("UNAVAILABLE"), []);
});

test("compressed and plain readers of a channel hear the same", async (t) => {
  const [plain, packed] = [await connect(t), await connect(t, undefined, "/ws?compression=zlib")];
  for (const client of [plain, packed]) {
    client.ask("SUBSCRIBE", "lobby");
    await client.dispatch("AVAILABLE", { channel: "lobby" });
  }
  const payloads = [{ text: "grüße 🌍" }, "x".repeat(60_000), null, [1, { deep: [true] }]];
  for (const d of payloads) {
    const body = { e: "payload", d };
    assert.equal((await server.call("POST", "/v1/channels/lobby/messages", { body })).status, 204);
  }
  packed.ask("MESSAGE", "lobby", { e: "end" });
  for (const client of [plain, packed]) {
    await client.frames.find("the end", ({ d }) => d?.d?.e === "end");
    assert.deepEqual(
      client.dispatches("MESSAGE").map(({ d }) => d.d),
      [...payloads, null],
    );
  }
  const texts = (client) =>
    client.frames.entries.filter(({ d }) => d?.e === "MESSAGE").map(({ text }) => text);
  assert.deepEqual(texts(packed), texts(plain));
});
