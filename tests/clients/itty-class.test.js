// The class `IttySocket` as its guide describes it: bare objects both ways, and no events of the server's own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Guest, Visitor } from "./support/itty.js";
import { Server } from "./support/server.js";

let server;
before(async () => {
  server = await Server.start('[dialects.itty]\nlisten = "127.0.0.1:0"\n');
});
after(() => server?.stop());

const clients = () => server.url.replace("http", "ws");

/** A client of the class that goes with its test. */
function begin(t, channel, options, base = clients()) {
  const guest = new Guest(base, channel, options);
  t.after(() => guest.leave());
  return guest;
}

async function enter(...given) {
  const guest = begin(...given);
  await guest.entered();
  return guest;
}

test("guests of a channel hear each other and themselves, and nothing else", async (t) => {
  const [one, two] = [await enter(t, "room"), await enter(t, "room", { apiKey: "demo" })];
  const heard = [];
  const unsubscribe = two.client.subscribe("chat", (data) => heard.push(data));
  one.client.send("chat", { text: "hi" });
  one.client.send("user-joined");
  for (const type of ["ping", "heartbeat", "user-leaving", "join", "error", "message"])
    two.client.send(type, 1);
  const expected = (frames) => frames.length === 8;
  for (const guest of [one, two]) {
    await guest.frames.find("all of it", () => expected(guest.frames.entries));
    assert.deepEqual(
      new Set(guest.frames.entries),
      new Set([
        '{"type":"chat","data":{"text":"hi"}}',
        '{"type":"user-joined"}',
        '{"type":"ping","data":1}',
        '{"type":"heartbeat","data":1}',
        '{"type":"user-leaving","data":1}',
        '{"type":"join","data":1}',
        '{"type":"error","data":1}',
        '{"type":"message","data":1}',
      ]),
    );
  }
  assert.deepEqual(heard, [{ text: "hi" }]);
  unsubscribe();
  one.client.send("chat", "again");
  await two.data("chat", 8);
  assert.equal(heard.length, 1);
});

test("frames are relayed byte for byte, and what has no type is dropped", async (t) => {
  const [one, two] = [await enter(t, "bytes"), await enter(t, "bytes")];
  const dropped = ["no JSON", "undefined", "13", "null", "[]", "{}", '{"type":1}', '{"data":1}', '["type"]'];
  const kept = [
    ' { "type" : "a" , "data" : 1.50 } ',
    '{"data":[ ],"type":"b"}',
    '{"type":"c","data":1,"more":"\\u00e9é"}',
    '{"type":"message","data":{"type":"inner"}}',
  ];
  for (const text of [...dropped, ...kept]) one.socket.send(text);
  for (const guest of [one, two]) {
    await guest.frames.find("the last one", (text) => text === kept.at(-1));
    assert.deepEqual(guest.frames.entries, kept);
  }
});

test("what is said before leaving arrives", async (t) => {
  const [one, two] = [await enter(t, "unload"), await enter(t, "unload")];
  one.client.send("user-leaving", "one");
  one.socket.close();
  assert.equal(await two.data("user-leaving"), "one");
});

test("an app's id is a key, and its channels are those of `connect()`", async (t) => {
  const { id } = server.app;
  const guest = await enter(t, "shared/x", { apiKey: id });
  const visitor = new Visitor(server, "shared/x");
  t.after(() => visitor.leave());
  const { total } = await visitor.joined();
  assert.equal(total, 2);
  guest.client.send("chat", { n: 1 });
  const { message } = await visitor.told("chat");
  assert.deepEqual(message, { type: "chat", data: { n: 1 } });
  visitor.channel.send({ type: "reply", data: [2] });
  assert.deepEqual(await guest.data("reply"), [2]);
  visitor.channel.send("text");
  assert.equal(await guest.data("message"), "text");
  assert.deepEqual(guest.frames.entries.at(-1), '{"type":"message","data":"text"}');
});

test("tenants do not hear each other", async (t) => {
  const own = server.ownUrl("itty");
  const [demo, app, local] = [
    await enter(t, "same"),
    await enter(t, "same", { apiKey: server.app.id }),
    await enter(t, "same", { apiKey: "" }, own),
  ];
  for (const [index, guest] of [demo, app, local].entries()) {
    guest.client.send("from", index);
    assert.equal(await guest.data("from"), index);
  }
  for (const guest of [demo, app, local]) {
    guest.client.send("end");
    await guest.data("end");
    assert.equal(guest.frames.entries.length, 2);
  }
});

test("a key that nobody has is refused, and so is no key where others listen too", async (t) => {
  assert.equal(await begin(t, "room", { apiKey: "nobody" }).socket.refused(), 401);
  assert.equal(await begin(t, "room", { apiKey: "" }).socket.refused(), 404);
  assert.equal(await begin(t, "", { apiKey: "demo" }).socket.refused(), 400);
});

test("the listener of its own takes clients without a key, and all others", async (t) => {
  const own = server.ownUrl("itty");
  assert.notEqual(own, clients());
  const keyless = { apiKey: "" };
  for (const channel of ["room", "docs/page 1"]) {
    const [one, two] = [await enter(t, channel, keyless, own), await enter(t, channel, keyless, own)];
    one.client.send("hi", channel);
    assert.equal(await two.data("hi"), channel);
    assert.equal(await one.data("hi"), channel);
  }
  assert.equal(await begin(t, "c", keyless, own).socket.refused(), 400);

  const [here, there] = [await enter(t, "both", {}, own), await enter(t, "both", {}, clients())];
  here.client.send("hi", 1);
  assert.equal(await there.data("hi"), 1);
  const visitor = new Visitor({ url: own.replace("ws", "http") }, "itty");
  t.after(() => visitor.leave());
  await visitor.joined();
});

test("the class comes back by itself, whatever ended its connection", async (t) => {
  const place = await Server.start();
  t.after(() => place.stop());
  const guest = await enter(t, "back", {}, place.url.replace("http", "ws"));
  const lost = guest.socket;
  await place.restart();
  assert.equal(await lost.code(), 1001);
  await guest.opened(lost);
  guest.client.send("hi", 1);
  assert.equal(await guest.data("hi"), 1);
});
