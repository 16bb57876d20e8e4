// The dialect `channels` on its socket: every flow of its protocol, with a client made from its schema.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, ChannelsClient, CONFIG, claims, encrypt, sign } from "./support/channels.js";
import { Server } from "./support/server.js";

let server;
let admin;
before(async () => {
  server = await Server.start(CONFIG);
  admin = sign(claims(server, "root", "Admin"));
});
after(() => server?.stop());

/** A connected device that goes with its test. */
async function connect(t, client, options) {
  const device = await ChannelsClient.connected(server, client, options);
  t.after(() => device.close());
  return device;
}

/** A request of an admin, which has to be a success. */
async function manage(method, path, body) {
  const answer = await ask(server, admin, method, path, { body });
  assert.equal(answer.status, 200, `${method} ${path}: ${answer.body}`);
  return answer.body;
}

/** A channel with these traits and members. */
async function channel(id, traits = {}, members = []) {
  await manage("POST", "/channel", { channelID: id, name: id, ...traits });
  for (const client of members) {
    await manage("POST", "/client", { clientID: client, username: client });
    await manage("POST", `/channel/${id}/join/${client}`);
  }
  return id;
}

/** Resolves when the device has read all that was said to it before. */
async function settled(device) {
  assert.equal(await device.publish("room", "settled", ""), true);
}

/** What a refused connection is answered. */
async function refused(options, client = "c1") {
  const device = new ChannelsClient(server, client, options);
  try {
    return (await device.answer()).status;
  } finally {
    device.close();
  }
}

for (const [what, token] of [
  ["signed (HS256)", sign],
  ["encrypted (dir, A128GCM)", encrypt],
]) {
  for (const query of [false, true]) {
    test(`a token that is ${what} lets in, shown in ${query ? "the query" : "headers"}`, async (t) => {
      const device = await connect(t, "c1", { token: token(claims(server, "c1")), query });
      assert.equal(await device.subscribe("room"), true);
    });
  }

  test(`a token that is ${what} and not right is refused`, async () => {
    const of = (changed, secret) => token({ ...claims(server, "c1"), ...changed }, secret);
    const tokens = {
      "another secret": of({}, "fedcba9876543210"),
      expired: of({ exp: 1_600_000_000 }),
      "not yet": of({ nbf: 4_000_000_000 }),
      "another app": of({ AppID: "another" }),
      "no such role": of({ Role: "Root" }),
      nobody: of({ ClientID: "" }),
      "claims in other letters": token({ role: "Client", clientID: "c1", appID: server.app.id }),
      cut: of({}).slice(0, -2),
      "with a scheme": `Bearer ${of({})}`,
    };
    for (const [why, token] of Object.entries(tokens)) assert.equal(await refused({ token }), 401, why);
  });
}

test("a token that nobody signed is refused", async () => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  assert.equal(await refused({ token: `${part({ alg: "none" })}.${part(claims(server, "c1"))}.` }), 401);
});

test("both names of the super-admin's role let in, in the app that is asked for", async (t) => {
  for (const Role of ["SuperAdmin", "Super_Admin"]) {
    const device = await connect(t, "boss", { token: sign({ Role, ClientID: "boss", AppID: "" }) });
    assert.equal(await device.subscribe("backstage"), true, Role);
  }
});

test("every request to subscribe is answered, also one of ID 0", async (t) => {
  const device = await connect(t, "c1");
  assert.equal(await device.subscribe("room", 0), true);
  assert.equal(await device.subscribe("room", 7), true);
  assert.equal(await device.subscribe("nowhere", 8), false);
  assert.equal(await device.subscribe("", 9), false);
  const acks = device.since(0, "ACK").map(({ replyTo, status }) => [replyTo, status]);
  assert.deepEqual(acks, [
    [0, true],
    [7, true],
    [8, false],
    [9, false],
  ]);
});

test("a message reaches all devices of all clients, and its sender before the answer", async (t) => {
  const [first, second, other] = [
    await connect(t, "c1", { device: "phone" }),
    await connect(t, "c1", { device: "desk" }),
    await connect(t, "c2"),
  ];
  for (const device of [first, second, other]) await device.subscribe("room");
  const from = first.here;
  const begun = Math.floor(Date.now() / 1000);
  assert.equal(await first.publish("room", "greet", "hi"), true);
  const types = first.since(from).map(({ type }) => type);
  assert.deepEqual(types, ["PUBLISH", "ACK"]);
  for (const device of [first, second, other]) {
    const { timestamp, ...message } = await device.message("greet");
    assert.deepEqual(message, {
      type: "PUBLISH",
      senderID: "c1",
      eventType: "greet",
      channelID: "room",
      payload: "hi",
    });
    assert.ok(timestamp >= begun && timestamp <= Date.now() / 1000, `${timestamp} is now, in seconds`);
  }
});

test("payloads are texts and come as they went", async (t) => {
  const device = await connect(t, "c1");
  await device.subscribe("room");
  const texts = ["", "hi", '"hi"', "{}", '{"a": 1}', '{"a":1}', " 1 ", "1.0", "null", "žluťoučký 🐎\n\u0000"];
  const from = device.here;
  for (const text of texts) assert.equal(await device.publish("room", "text", text), true);
  assert.deepEqual(
    device.since(from, "PUBLISH").map(({ payload }) => payload),
    texts,
  );
});

test("ID 0 is not answered and not kept, any other is both", async (t) => {
  const id = await channel("kept", { persistent: true });
  const [one, two] = [await connect(t, "c1"), await connect(t, "c2")];
  for (const device of [one, two]) await device.subscribe(id);
  const from = one.here;
  one.mention(id, "said", "in passing");
  assert.equal(await one.publish(id, "said", "for good"), true);
  const payloads = (device, from = 0) => device.since(from, "PUBLISH").map(({ payload }) => payload);
  await two.find("PUBLISH", ({ payload }) => payload === "for good");
  assert.deepEqual(payloads(one, from), ["in passing", "for good"]);
  assert.deepEqual(payloads(two), ["in passing", "for good"]);
  assert.equal(one.since(from, "ACK").length, 1);
  const { events } = await manage("GET", `/last/${id}/10`);
  assert.deepEqual(
    events.map(({ payload }) => payload),
    ["for good"],
  );
});

test("who does not follow a channel may publish in it, and hears nothing", async (t) => {
  const [one, two] = [await connect(t, "c1"), await connect(t, "c2")];
  await two.subscribe("room");
  assert.equal(await one.publish("room", "from outside", "x"), true);
  await two.message("from outside");
  assert.deepEqual(one.since(0, "PUBLISH"), []);
  assert.equal(await one.publish("nowhere", "x", "x"), false);
});

test("what makes no sense is passed over", async (t) => {
  const device = await connect(t, "c1");
  device.say("text");
  device.say(Buffer.from("08021205706c61696e", "hex"));
  device.say(Buffer.from("ffffff", "hex"));
  device.say(Buffer.alloc(0));
  assert.equal(await device.subscribe("room"), true);
  assert.deepEqual(
    device.frames.entries.map(({ type }) => type),
    ["ACK"],
  );
});

test("presence: others hear first, then it hears of them, then it is answered", async (t) => {
  const id = await channel("desk", { presence: true }, ["d1", "d2", "absent"]);
  const first = await connect(t, "d1");
  await first.subscribe(id);
  const [initial, ack] = first.since(0);
  assert.equal(initial.type, "INITIAL_ONLINE_STATUS");
  assert.equal(ack.type, "ACK");
  const offline = { status: false, timestamp: 0 };
  assert.deepEqual(initial.clientStatus, { absent: offline, d2: offline });

  const second = await connect(t, "d2");
  await second.subscribe(id);
  const { clientID, status } = await first.find("ONLINE_STATUS");
  assert.deepEqual({ clientID, status }, { clientID: "d2", status: true });
  const types = second.since(0).map(({ type }) => type);
  assert.deepEqual(types, ["INITIAL_ONLINE_STATUS", "ACK"]);
  const seen = second.since(0)[0].clientStatus;
  assert.deepEqual(Object.keys(seen).sort(), ["absent", "d1"]);
  assert.equal(seen.d1.status, true);
  assert.ok(seen.d1.timestamp > 0);
});

test("a client is offline when its last device has gone, and not before", async (t) => {
  const id = await channel("seats", { presence: true });
  const watcher = await connect(t, "watcher");
  await watcher.subscribe(id);
  const [gone, stays, last] = [
    await connect(t, "both", { device: "a" }),
    await connect(t, "both", { device: "b" }),
    await connect(t, "single"),
  ];
  for (const device of [gone, stays, last]) await device.subscribe(id);
  await watcher.find("ONLINE_STATUS", ({ clientID }) => clientID === "single");
  // The time in which somebody may come back begins for the first one first.
  gone.close();
  await gone.ended();
  last.close();
  const within = 20_000;
  const off = await watcher.find("ONLINE_STATUS", ({ status }) => !status, 0, within);
  assert.equal(off.clientID, "single");
  assert.ok(Math.abs(off.timestamp - Date.now() / 1000) < 5);
  await settled(stays);
  await settled(watcher);
  const left = watcher.since(0, "ONLINE_STATUS").filter(({ status }) => !status);
  assert.deepEqual(
    left.map(({ clientID }) => clientID),
    ["single"],
  );
});

test("who is added may come in at once, and the channel is told", async (t) => {
  const id = await channel("club", { private: true, presence: true });
  const inside = await connect(t, "root", { role: "Admin" });
  await inside.subscribe(id);
  const devices = [await connect(t, "m1", { device: "a" }), await connect(t, "m1", { device: "b" })];
  await manage("POST", "/client", { clientID: "m1" });
  await manage("POST", `/channel/${id}/join/m1`);
  for (const device of devices) {
    assert.deepEqual(await device.find("NEW_CHANNEL"), { type: "NEW_CHANNEL", channelID: id });
    assert.equal(await device.subscribe(id), true);
  }
  const joined = await inside.find("JOIN_CHANNEL");
  assert.deepEqual(joined, { type: "JOIN_CHANNEL", channelID: id, clientID: "m1" });

  await manage("POST", `/channel/${id}/leave/m1`);
  const left = await inside.find("LEAVE_CHANNEL");
  assert.deepEqual(left, { type: "LEAVE_CHANNEL", channelID: id, clientID: "m1" });
  for (const device of devices) {
    assert.deepEqual(await device.find("REMOVE_CHANNEL"), { type: "REMOVE_CHANNEL", channelID: id });
    assert.equal(device.since(0, "REMOVE_CHANNEL").length, 1);
    assert.equal(await device.publish(id, "x", "still here"), false);
  }
  await inside.publish(id, "after", "x");
  for (const device of devices) {
    await settled(device);
    assert.deepEqual(device.since(0, "PUBLISH"), []);
  }
});

test("names that are alike are not the same client", async (t) => {
  const id = await channel("alike", { private: true });
  await server.admin("PATCH", `/apps/${server.app.id}`, { join_mode: "deny" });
  t.after(() => server.admin("PATCH", `/apps/${server.app.id}`, { join_mode: "ask" }));
  const [one, longer] = [await connect(t, "n1"), await connect(t, "n11", { device: "n1" })];
  for (const clientID of ["n1", "n11"]) await manage("POST", "/client", { clientID });
  await manage("POST", `/channel/${id}/join/n1`);
  await one.find("NEW_CHANNEL");
  await settled(longer);
  assert.deepEqual(longer.since(0, "NEW_CHANNEL"), []);
  assert.equal(await longer.subscribe(id), false);
  assert.equal(await longer.publish(id, "x", "x"), false);
  assert.equal(await one.subscribe(id), true);

  await manage("POST", `/channel/${id}/join/n11`);
  await longer.find("NEW_CHANNEL");
  await manage("POST", `/channel/${id}/leave/n1`);
  await one.find("REMOVE_CHANNEL");
  assert.equal(await longer.subscribe(id), true);
  assert.equal(await longer.publish(id, "x", "x"), true);
});

test("who is removed loses its rights at once, also without having followed", async (t) => {
  const id = await channel("members", { private: true, persistent: true }, ["r1"]);
  const device = await connect(t, "r1");
  const token = sign(claims(server, "r1"));
  assert.equal(await device.publish(id, "before", "x"), true);
  assert.equal((await ask(server, token, "GET", `/last/${id}/1`)).status, 200);
  await manage("POST", `/channel/${id}/leave/r1`);
  assert.equal(await device.publish(id, "after", "x"), false);
  assert.equal((await ask(server, token, "GET", `/last/${id}/1`)).status, 401);
  const { events } = await manage("GET", `/last/${id}/10`);
  assert.deepEqual(
    events.map(({ eventType }) => eventType),
    ["before"],
  );
});

test("a closed channel takes nothing from anybody, and is given back when it opens", async (t) => {
  const id = await channel("shop", { persistent: true });
  const [inside, outside] = [await connect(t, "c1"), await connect(t, "c2")];
  const boss = await connect(t, "root", { role: "Admin" });
  await inside.subscribe(id);
  await manage("POST", `/channel/${id}/close`);
  assert.deepEqual(await inside.find("REMOVE_CHANNEL"), { type: "REMOVE_CHANNEL", channelID: id });
  for (const device of [inside, outside, boss]) {
    assert.equal(await device.publish(id, "x", "through the door"), false);
  }
  assert.equal(await outside.subscribe(id), false);
  const body = { eventType: "x", payload: "from behind" };
  assert.equal((await ask(server, admin, "POST", `/channel/${id}/publish`, { body })).status, 400);
  await manage("POST", `/channel/${id}/open`);
  assert.deepEqual(await inside.find("NEW_CHANNEL"), { type: "NEW_CHANNEL", channelID: id });
  assert.equal(await inside.subscribe(id), true);
  assert.equal(await outside.publish(id, "open", "x"), true);
  await inside.message("open");
  const { events } = await manage("GET", `/last/${id}/10`);
  assert.equal(events.length, 1);
});

test("a deleted channel is taken away with what was in it", async (t) => {
  const id = await channel("brief", { persistent: true }, ["b1"]);
  const device = await connect(t, "b1");
  await device.subscribe(id);
  await device.publish(id, "x", "x");
  await manage("DELETE", `/channel/${id}`);
  await device.find("REMOVE_CHANNEL", ({ channelID }) => channelID === id);
  assert.equal(await device.subscribe(id), false);
  assert.equal(await device.publish(id, "x", "x"), false);
  await manage("POST", "/channel", { channelID: id, persistent: true });
  assert.deepEqual(await manage("GET", `/last/${id}/10`), { events: [] });
});

for (const [answer, status] of [
  ["allow", true],
  ["deny", false],
]) {
  test(`a person answers a private join: ${answer}`, async (t) => {
    const device = await connect(t, `asks-${answer}`);
    const asked = device.subscribe("backstage", 77);
    const approval = await server.approval("backstage", `client:asks-${answer}`);
    assert.equal(approval.who.label, `asks-${answer}`);
    // The connection goes on meanwhile.
    assert.equal(await device.subscribe("room"), true);
    await server.decide(approval, answer === "allow" ? { answer, term: "once" } : { answer });
    assert.equal(await asked, status);
    assert.equal(await device.publish("backstage", "x", "x"), status);
    assert.equal(device.since(0, "ACK").filter(({ replyTo }) => replyTo === 77).length, 1);
  });
}
