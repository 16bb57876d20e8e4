// The published `itty-sockets`, unmodified, by `connect()`.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect } from "itty-sockets";
import { backend, HopClient } from "./support/clients.js";
import { Visitor } from "./support/itty.js";
import { Server } from "./support/server.js";

const CROWD = 90;

const CONFIG = `
[dialects.itty]
max_message = 4096
namespaces = [
  { prefix = "club", join_key = "in", send_key = "say" },
  { prefix = "club/stage", send_key = "mic" },
  { prefix = "bare" },
  { prefix = "feed", send_key = "push" },
]
`;

let server;
before(async () => {
  server = await Server.start(CONFIG);
});
after(() => server?.stop());

/** A client that goes with its test. */
function begin(t, channel, options) {
  const visitor = new Visitor(server, channel, options);
  t.after(() => visitor.leave());
  return visitor;
}

/** A client that has been let in. */
async function enter(t, channel, options) {
  const visitor = begin(t, channel, options);
  await visitor.joined();
  return visitor;
}

/** Waits until a channel is as it was before anybody came, by what comes of an attempt to enter it. */
async function emptied(t, channel, options) {
  const deadline = AbortSignal.timeout(10_000);
  for (;;) {
    deadline.throwIfAborted();
    const visitor = begin(t, channel, options);
    const let_in = await Promise.race([
      visitor.joined().then(() => true),
      visitor.socket.refused().then(() => false),
    ]);
    if (let_in) return visitor;
  }
}

function push(channel, body, headers) {
  return fetch(`${server.url}/c/${channel}`, { method: "POST", headers, body });
}

/** An event without its date, which has to be there. */
function undated({ date, ...event }) {
  assert.ok(Number.isInteger(date) && Math.abs(Date.now() - date) < 60_000, `date ${date} is not now`);
  return event;
}

test("a client is told who it is, and the others that somebody came and went", async (t) => {
  const al = await enter(t, "people", { as: "Al", announce: true });
  const own = undated(al.events.entries[0]);
  assert.match(own.uid, /^[A-Za-z0-9]{6}$/);
  assert.deepEqual(own, { type: "join", self: true, uid: own.uid, alias: "Al", users: 1, total: 1 });

  const shy = await enter(t, "people", { alias: "Shy" });
  const { uid: shyUid } = shy.events.entries[0];
  assert.notEqual(shyUid, own.uid);
  assert.deepEqual(undated(await al.told("join", ({ total }) => total === 2)), {
    type: "join",
    users: 2,
    total: 2,
  });

  const cy = await enter(t, "people", { as: "Cy", announce: true, list: true });
  const { uid: cyUid } = cy.events.entries[0];
  const { users, ...joined } = undated(cy.events.entries[0]);
  assert.deepEqual(joined, { type: "join", self: true, uid: cyUid, alias: "Cy", total: 3 });
  assert.deepEqual(
    new Set(users),
    new Set([
      { uid: cyUid, alias: "Cy", self: true },
      { uid: own.uid, alias: "Al" },
    ]),
  );
  const known = { type: "join", uid: cyUid, alias: "Cy", users: 3, total: 3 };
  assert.deepEqual(undated(await al.told("join", ({ total }) => total === 3)), known);
  assert.deepEqual(undated(await shy.told("join", ({ total }) => total === 3)), known);

  await enter(t, "people");
  const fourth = undated(await cy.told("join", ({ total }) => total === 4));
  assert.deepEqual(fourth, { type: "join", total: 4 }, "who has a list is never told a number in its place");

  cy.channel.close();
  const gone = { type: "leave", uid: cyUid, alias: "Cy", users: 3, total: 3 };
  assert.deepEqual(undated(await al.told("leave")), gone);
  shy.leave();
  const second = undated(await al.told("leave", ({ total }) => total === 2));
  assert.deepEqual(second, { type: "leave", users: 2, total: 2 });
});

test("a message goes to the others, and to its sender if it wished for an echo", async (t) => {
  const quiet = await enter(t, "echo", { as: "Quiet" });
  const loud = await enter(t, "echo", { echo: true });
  const { uid } = quiet.events.entries[0];
  quiet.channel.send("from quiet");
  const heard = undated(await loud.heard("from quiet"));
  assert.deepEqual(heard, { message: "from quiet", uid, alias: "Quiet" });
  loud.channel.send("from loud");
  await loud.heard("from loud");
  await quiet.heard("from loud");
  assert.deepEqual(quiet.texts, ["from loud"]);
  assert.deepEqual(loud.texts, ["from quiet", "from loud"]);
  assert.ok(!("alias" in loud.events.entries.at(-1)));

  const refused = await enter(t, "echo", { echo: false });
  refused.channel.send("echo=false");
  await loud.heard("echo=false");
  loud.channel.send("after that");
  await refused.heard("after that");
  assert.deepEqual(refused.texts, ["after that"]);
});

test("what is sent before the connection stands comes in order, after the own join", async (t) => {
  const reader = await enter(t, "order");
  const writer = begin(t, "order", { echo: true });
  for (const text of ["1", "2", "3"]) writer.channel.send(text);
  await writer.heard("3");
  await reader.heard("3");
  assert.deepEqual(reader.texts, ["1", "2", "3"]);
  assert.deepEqual(
    writer.events.entries.map(({ type, message }) => type ?? message),
    ["join", "1", "2", "3"],
  );
});

test("payloads of every kind arrive as they were", async (t) => {
  const reader = await enter(t, "kinds");
  const writer = await enter(t, "kinds");
  const typed = [];
  reader.channel.on("chat", (event) => typed.push(event));
  const { uid } = writer.events.entries[0];
  const chat = { type: "chat", uid: "forged", alias: "forged", date: 1, text: "yo" };
  const pair = { type: "chat", data: [1.5, null] };
  const all = [13, 0, false, null, "", [1, [2]], {}, { a: { b: "é😀" } }, chat, pair];
  for (const payload of all) writer.channel.send(payload);
  writer.channel.send("end");
  await reader.heard("end");
  const from = (event) => event.uid === uid && "message" in event;
  assert.deepEqual(
    reader.events.entries.filter(from).map(({ message }) => message),
    [...all, "end"],
  );
  assert.deepEqual(
    typed.map((event) => [event.text ?? event.data, event.uid]),
    [
      ["yo", uid],
      [[1.5, null], uid],
    ],
    "a payload with a type is for those who listen to it, and cannot be in another's name",
  );
});

test("a direct message goes to its recipient alone", async (t) => {
  const writer = await enter(t, "direct", { as: "Al", echo: true });
  const [to, other] = [await enter(t, "direct"), await enter(t, "direct")];
  const [{ uid }, { uid: recipient }] = [writer, to].map(({ events }) => events.entries[0]);
  writer.channel.send("psst", recipient);
  assert.deepEqual(undated(await to.heard("psst")), { message: "psst", uid, alias: "Al" });
  // As clients before 0.6 wrote it.
  writer.socket.send(`@@${recipient}@@"old"`);
  await to.heard("old");
  writer.channel.send("to myself", uid);
  await writer.heard("to myself");
  writer.channel.send("to all");
  await Promise.all([writer, to, other].map((one) => one.heard("to all")));
  assert.deepEqual(to.texts, ["psst", "old", "to all"]);
  assert.deepEqual(writer.texts, ["to myself", "to all"]);
  assert.deepEqual(other.texts, ["to all"]);
});

test("a recipient that nobody is comes back in an error", async (t) => {
  const elsewhere = await enter(t, "elsewhere", { as: "Bo" });
  const writer = await enter(t, "nobody", { as: "Al" });
  const { uid } = elsewhere.events.entries[0];
  for (const to of ["zzz", "Zz9Zz9", "Al", "é😀", uid]) {
    const from = writer.events.entries.length;
    writer.channel.send("psst", to);
    const error = undated(await writer.told("error", () => true, from));
    assert.ok(error.message.includes(to), `${error.message} does not name ${to}`);
  }
  writer.channel.send("still here", writer.events.entries[0].uid);
  await writer.heard("still here");
  assert.deepEqual(elsewhere.texts, []);
});

test("what is pushed arrives, though the client leaves at once", async (t) => {
  const reader = await enter(t, "pushes");
  for (let round = 1; round <= 5; round++) {
    const channel = connect(`${server.url.replace("http", "ws")}/c/pushes`, { as: "Pusher", announce: true });
    channel.send(`first of ${round}`).push(`last of ${round}`);
  }
  const left = () => reader.events.entries.filter(({ type }) => type === "leave").length === 5;
  await reader.told("leave", left);
  for (let round = 1; round <= 5; round++) {
    const first = reader.texts.indexOf(`first of ${round}`);
    assert.ok(first >= 0, `round ${round}`);
    assert.ok(first < reader.texts.indexOf(`last of ${round}`), `order of round ${round}`);
  }
});

test("what is no JSON is answered with an error, and the client stays", async (t) => {
  const reader = await enter(t, "bad");
  const writer = await enter(t, "bad", { echo: true });
  for (const wrong of [undefined, '{"a":', "", Buffer.from([0xff, 0xfe])]) {
    const from = writer.events.entries.length;
    if (wrong === undefined) writer.channel.send();
    else writer.socket.send(wrong);
    const error = undated(await writer.told("error", () => true, from));
    assert.equal(typeof error.message, "string");
  }
  writer.socket.send(Buffer.from('"in bytes"'), { binary: true });
  await writer.heard("in bytes");
  await reader.heard("in bytes");
  assert.deepEqual(reader.texts, ["in bytes"]);
});

test("a message that is too large ends its sender's connection only", async (t) => {
  const reader = await enter(t, "large");
  const writer = await enter(t, "large");
  writer.channel.send("x".repeat(4_096 - 2));
  await reader.events.find("the largest", ({ message }) => message?.length === 4_094);
  writer.channel.send("x".repeat(4_096 - 1));
  assert.equal(await writer.socket.code(), 1009);
  await reader.told("leave");
});

test("a name is one, however it is spelled, and has to be one", async (t) => {
  const reader = await enter(t, "game:lobby/caf%C3%A9%20one");
  const writer = await enter(t, "game:lobby/café one");
  writer.channel.send("hi");
  await reader.heard("hi");
  // The client adds its options behind a query that the address has already.
  const odd = await enter(t, "game:lobby/café one?token=1", { as: "Al" });
  odd.channel.send("odd");
  await reader.heard("odd");

  for (const [path, status] of [
    ["/c/", 400],
    ["/c/~demo/x", 400],
    [`/c/${"x".repeat(300)}`, 400],
    ["/x", 404],
  ]) {
    assert.equal(await begin(t, path).socket.refused(), status, path);
  }
});

test("behind /r/ a client is told what was told before 0.9", async (t) => {
  const channel = "/r/old";
  const old = begin(t, channel, { as: "Al" });
  assert.deepEqual(undated(await old.told("join")), { type: "join", users: 1 });
  const announced = begin(t, channel, { as: "Bo", announce: true });
  const { uid } = await announced.told("join");
  const known = { type: "join", uid, alias: "Bo", users: 2 };
  assert.deepEqual(undated(await old.told("join", ({ users }) => users === 2)), known);
  const modern = await enter(t, "old");
  modern.channel.send("hi");
  await old.heard("hi");
  assert.equal(modern.events.entries[0].total, 3);
});

test("the first one's joinKey is the channel's, until all have gone", async (t) => {
  const first = await enter(t, "secret", { joinKey: "sesame", as: "First" });
  assert.equal(await begin(t, "secret").socket.refused(), 403);
  assert.equal(await begin(t, "secret", { joinKey: "Sesame" }).socket.refused(), 403);
  const second = await enter(t, "secret", { joinKey: "sesame" });
  first.leave();
  await second.told("leave");
  assert.equal(await begin(t, "secret", {}).socket.refused(), 403, "one is still there");
  second.leave();
  const other = await emptied(t, "secret", { joinKey: "another" });
  assert.equal(other.events.entries[0].total, 1);
  assert.equal(await begin(t, "secret", { joinKey: "sesame" }).socket.refused(), 403);
});

test("without the sendKey a client listens", async (t) => {
  const speaker = await enter(t, "lecture", { sendKey: "mic" });
  const mute = await enter(t, "lecture");
  const wrong = await enter(t, "lecture", { sendKey: "Mic" });
  const { uid } = speaker.events.entries[0];
  for (const listener of [mute, wrong]) {
    listener.channel.send("hey");
    await listener.told("error");
    const from = listener.events.entries.length;
    listener.channel.send("psst", uid);
    await listener.told("error", () => true, from);
  }
  const helper = await enter(t, "lecture", { sendKey: "mic" });
  helper.channel.send("me too");
  await speaker.heard("me too");
  speaker.channel.send("welcome");
  await Promise.all([mute, wrong, helper].map((one) => one.heard("welcome")));
  assert.deepEqual(speaker.texts, ["me too"]);
});

test("keys that are brought to a channel without any are passed over", async (t) => {
  const first = await enter(t, "open");
  await enter(t, "open", { joinKey: "late", sendKey: "late" });
  const third = await enter(t, "open");
  third.channel.send("hi");
  await first.heard("hi");
});

test("a reserved name has the keys of its reservation, and no others", async (t) => {
  const inside = { joinKey: "in" };
  for (const [channel, options, status] of [
    ["club", {}, 403],
    ["club", { joinKey: "out" }, 403],
    ["club/x", {}, 403],
    ["club:x", { sendKey: "say" }, 403],
    ["club:x", { ...inside, sendKey: "wrong" }, 403],
    ["club/stage", { sendKey: "mic" }, 403],
    ["club/stage/x", { ...inside, sendKey: "say" }, 403],
    ["bare", { joinKey: "mine" }, 403],
    ["bare:x", { sendKey: "mine" }, 403],
    ["feed", { joinKey: "mine" }, 403],
  ]) {
    assert.equal(
      await begin(t, channel, options).socket.refused(),
      status,
      JSON.stringify([channel, options]),
    );
  }

  for (const [channel, speaks, listens] of [
    ["club", { ...inside, sendKey: "say" }, inside],
    ["club:x", { ...inside, sendKey: "say" }, inside],
    ["club/staged", { ...inside, sendKey: "say" }, inside],
    ["club/stage:x", { ...inside, sendKey: "mic" }, inside],
    ["feed/1", { sendKey: "push" }, {}],
  ]) {
    const [listener, speaker] = [await enter(t, channel, listens), await enter(t, channel, speaks)];
    listener.channel.send("no");
    await listener.told("error");
    speaker.channel.send("yes");
    await listener.heard("yes");
    assert.deepEqual(speaker.texts, [], channel);
  }

  const [one, two] = [await enter(t, "bare"), await enter(t, "bare")];
  one.channel.send("a name without keys");
  await two.heard("a name without keys");
  await enter(t, "clubs:x", { joinKey: "mine" });
});

test("a message is pushed by HTTP with the key to send", async (t) => {
  const key = { "x-send-key": "push" };
  const listener = await enter(t, "feed:news");
  const answer = await push("feed:news", '{"type":"news","n":1}', key);
  assert.deepEqual([answer.status, await answer.json()], [200, { ok: true }]);
  const { n, ...news } = undated(await listener.told("news"));
  assert.deepEqual([n, news], [1, { type: "news", message: { type: "news", n: 1 } }], "nobody sent it");
  assert.equal((await push("feed:nobody", "1", key)).status, 200);

  for (const [channel, body, headers, status] of [
    ["feed:news", "1", {}, 403],
    ["feed:news", "1", { "x-send-key": "wrong" }, 403],
    ["free", "1", key, 403],
    ["feed:news", "{", key, 400],
    ["feed:news", "undefined", key, 400],
    ["feed:news", `"${"x".repeat(4_096)}"`, key, 413],
    ["", "1", key, 400],
  ]) {
    const refused = await push(channel, body, headers);
    const { ok, error } = await refused.json();
    assert.deepEqual(
      [refused.status, ok],
      [status, false],
      `${channel} ${body.slice(0, 9)} ${JSON.stringify(headers)}`,
    );
    assert.ok(error.code && error.message);
  }
  await push("feed:news", '"end"', key);
  await listener.heard("end");
  assert.deepEqual(listener.texts.slice(-1), ["end"]);

  const speaker = await enter(t, "own", { sendKey: "mine", echo: true });
  assert.equal((await push("own", '"pushed"', { "x-send-key": "mine" })).status, 200);
  await speaker.heard("pushed");

  const version = await fetch(`${server.url}/version`);
  assert.match(await version.text(), /^\d+\.\d+\.\d+/);
});

test(`${CROWD} clients connect at once, and all hear each other`, async (t) => {
  const crowd = Array.from({ length: CROWD }, (_, number) => begin(t, "crowd", { as: `c${number}` }));
  const joins = await Promise.all(crowd.map((one) => one.joined()));
  assert.equal(new Set(joins.map(({ uid }) => uid)).size, CROWD);
  assert.deepEqual(
    joins.map(({ total }) => total).sort((a, b) => a - b),
    Array.from({ length: CROWD }, (_, before) => before + 1),
  );
  for (const one of crowd) one.channel.send("hi");
  const others = ({ events }) =>
    events.entries.filter(({ message }) => message === "hi").length === CROWD - 1;
  await Promise.all(crowd.map((one) => one.events.find("the others", () => others(one))));
});

test("what is said here is heard in other dialects, and the other way round", async (t) => {
  const hop = backend(server);
  const token = (await hop.channels.tokens.create()).id;
  const leap = await HopClient.connected(server, token);
  t.after(() => leap.close());
  await leap.join("lobby");
  const visitor = await enter(t, "lobby");
  visitor.channel.send({ type: "greet", data: { from: "itty" } });
  assert.deepEqual((await leap.message("greet")).data, { from: "itty" });
  visitor.channel.send(["plain"]);
  assert.deepEqual((await leap.message("message")).data, ["plain"]);
  await hop.channels.publishMessage("lobby", "news", { n: 1 });
  const news = undated(await visitor.told("news"));
  assert.deepEqual(news, { type: "news", data: { n: 1 }, message: { type: "news", data: { n: 1 } } });
});

test("a server that goes says so, and takes its clients back under new uids", async (t) => {
  const own = await Server.start();
  t.after(() => own.stop());
  const clients = [1, 2, 3].map(() => new Visitor(own, "restart", { announce: true }));
  t.after(() => {
    for (const client of clients) client.leave();
  });
  const before = await Promise.all(clients.map((client) => client.joined()));
  await own.restart();
  const codes = await Promise.all(clients.map(({ socket }) => socket.code()));
  assert.deepEqual(codes, [1001, 1001, 1001]);
  const told = clients.flatMap(({ events }) => events.entries);
  assert.ok(!told.some(({ type }) => type === "leave"), "nobody is told that the others go");

  const seen = clients.map(({ events }) => events.entries.length);
  for (const client of clients) client.open();
  const again = await Promise.all(clients.map((client, index) => client.joined(seen[index])));
  const uids = new Set([...before, ...again].map(({ uid }) => uid));
  assert.equal(uids.size, 6);
  clients[0].channel.send("back");
  await clients[2].heard("back");
});
