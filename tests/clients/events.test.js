// A channel as a stream of events: who gets it, and that nothing is missing after a break.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, CONFIG, claims, encrypt, sign } from "./support/channels.js";
import { EventStream } from "./support/events.js";
import { Server } from "./support/server.js";

let server;
let token;
before(async () => {
  server = await Server.start(CONFIG);
  token = sign(claims(server, "reader"));
});
after(() => server?.stop());

async function open(t, channel, options) {
  const stream = await EventStream.open(server, channel, { token, ...options });
  t.after(() => stream.close());
  return stream;
}

/** A request of an admin, which has to be a success. */
async function manage(method, path, body) {
  const admin = sign(claims(server, "root", "Admin"));
  assert.equal((await ask(server, admin, method, path, { body })).status, 200, `${method} ${path}`);
}

const publish = (channel, eventType, payload) =>
  manage("POST", `/channel/${channel}/publish`, { eventType, payload });

test("who asks in headers follows a channel", async (t) => {
  const stream = await open(t, "room");
  assert.equal(stream.response.headers.get("content-type"), "text/event-stream");
  assert.equal(stream.response.headers.get("cache-control"), "no-store");
  const joined = await stream.find("joined");
  assert.deepEqual(joined.data, { channelID: "room" });
  await publish("room", "greet", "hi\n\nyou");
  const { data } = await stream.message("greet");
  assert.ok(Math.abs(data.timestamp - Date.now() / 1000) < 5);
  const { timestamp, ...rest } = data;
  assert.deepEqual(rest, { senderID: "root", eventType: "greet", payload: "hi\n\nyou", channelID: "room" });
});

test("who asks in the query follows one too, with either kind of token", async (t) => {
  for (const token of [sign(claims(server, "reader")), encrypt(claims(server, "reader"))]) {
    const query = { Authorization: token, AppID: server.app.id };
    const stream = await open(t, "room", { token: null, app: null, query });
    await stream.find("joined");
  }
});

test("who comes back gets what it missed, in order and once", async (t) => {
  await manage("POST", "/channel", { channelID: "news", persistent: true });
  const first = await open(t, "news");
  await first.find("joined");
  for (const payload of ["1", "2"]) await publish("news", "n", payload);
  const { id } = await first.find("message", ({ payload }) => payload === "2");
  first.close();
  for (const payload of ["3", "4"]) await publish("news", "n", payload);

  await server.restart();

  for (const back of [{ last: id }, { query: { lastEventId: id } }]) {
    const stream = await open(t, "news", back);
    await publish("news", "end", "end");
    await stream.message("end");
    assert.deepEqual(
      stream.payloads.filter((payload) => payload !== "end"),
      ["3", "4"],
    );
    const ids = stream.events.entries.filter((one) => one.id).map((one) => Number(one.id));
    assert.deepEqual(
      ids,
      ids.map((_, n) => ids[0] + n),
      "each message has the position after the one before",
    );
    assert.equal(ids[0], Number(id) + 1);
    assert.ok(!stream.events.entries.some(({ event }) => event === "reset"));
  }
});

test("the end of the first position is enough to come back with", async (t) => {
  await manage("POST", "/channel", { channelID: "quiet", persistent: true });
  const first = await open(t, "quiet");
  const { id } = await first.find("joined");
  first.close();
  await publish("quiet", "n", "meanwhile");
  const stream = await open(t, "quiet", { last: id });
  await stream.message("n");
  assert.deepEqual(stream.payloads, ["meanwhile"]);
});

test("what cannot be had any more is said", async (t) => {
  // Nothing is kept in this channel.
  await manage("POST", "/channel", { channelID: "passing" });
  const first = await open(t, "passing");
  await first.find("joined");
  await publish("passing", "n", "1");
  await first.message("n");
  first.close();
  const stream = await open(t, "passing", { last: "0" });
  const { data } = await stream.find("reset");
  assert.ok(JSON.stringify(data).length > 2);
});

test("a stream that goes down with the server says so before it ends", async (t) => {
  const stream = await open(t, "room");
  await stream.find("joined");
  await server.restart();
  const { data } = await stream.find("close");
  assert.equal(data.code, 1012);
  await stream.ended.find("the end", () => true);
});

test("who may not is refused before anything is streamed", async (t) => {
  const cases = [
    ["no token", "room", { token: null }, 401],
    ["no app", "room", { app: null }, 401],
    ["a token of another app", "room", { token: sign({ ...claims(server, "reader"), AppID: "x" }) }, 401],
    ["an expired token", "room", { token: sign({ ...claims(server, "reader"), exp: 1 }) }, 401],
    ["another app", "room", { app: "another" }, 401],
    ["no position", "room", { last: "yesterday" }, 400],
  ];
  for (const [why, channel, options, status] of cases) {
    const stream = await open(t, channel, options);
    assert.equal(stream.response.status, status, why);
    assert.notEqual(stream.refusal, "", `${why} is answered with a reason`);
  }
});

test("who may not follow the channel is told in the stream", async (t) => {
  await server.admin("PATCH", `/apps/${server.app.id}`, { join_mode: "deny" });
  t.after(() => server.admin("PATCH", `/apps/${server.app.id}`, { join_mode: "ask" }));
  for (const [channel, code] of [
    ["backstage", "NOT_GRANTED"],
    ["nowhere", "UNKNOWN_CHANNEL"],
  ]) {
    const stream = await open(t, channel);
    const { data } = await stream.find("refused");
    assert.equal(data.code, code);
    assert.equal(data.channelID, channel);
    assert.ok(data.message.length > 0);
    assert.deepEqual(stream.payloads, []);
  }
});

test("a person lets somebody follow a private channel", async (t) => {
  const stream = await open(t, "backstage");
  await server.decide(await server.approval("backstage", "client:reader"), { answer: "allow", term: "once" });
  await stream.find("joined");
  await publish("backstage", "inside", "x");
  await stream.message("inside");
});

test("who is taken out of the channel hears no more of it", async (t) => {
  await manage("POST", "/channel", { channelID: "club", private: true });
  await manage("POST", "/client", { clientID: "reader" });
  await manage("POST", "/channel/club/join/reader");
  const [stream, witness] = [
    await open(t, "club"),
    await open(t, "club", { token: sign(claims(server, "r", "Admin")) }),
  ];
  for (const one of [stream, witness]) await one.find("joined");
  await manage("POST", "/channel/club/leave/reader");
  await stream.find("left");
  await publish("club", "after", "x");
  await witness.message("after");
  await server.restart();
  await stream.find("close");
  assert.deepEqual(stream.payloads, []);
});
