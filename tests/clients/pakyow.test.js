// Pakyow's channels as its guide promises them, from the side of pages and of the application.

import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { Visitor } from "./support/itty.js";
import { Application, Browser, connect, invented, Socket } from "./support/pakyow.js";
import { Server } from "./support/server.js";

/** One that has only what is built in. */
let server;
let application;
before(async () => {
  server = await Server.start('[dialects.pakyow]\norigins = ["https://pages.example"]\n');
  application = new Application(server);
});
after(() => server?.stop());

/** Resolves when whatever was pushed before has arrived where it is going to. */
async function fence(...sockets) {
  for (const socket of sockets) await socket.settled();
}

test("a page has its id in its body, its session in a cookie, and hears what is pushed", async (t) => {
  const browser = new Browser(server);
  const response = await browser.fetch("/");
  assert.match(response.headers.get("content-type"), /^text\/html/);
  const html = await response.text();
  assert.match(html, /<body data-socket-connection-id="[0-9a-f]{64}" /);
  const [cookie] = response.headers.getSetCookie();
  assert.match(cookie, /^pakyow\.session=[0-9a-f]{64}; Path=\/; HttpOnly/);
  const [id, again] = [/connection-id="([0-9a-f]+)"/.exec(html)[1], await browser.page()];
  assert.notEqual(id, again, "each page has its own");
  assert.ok(!html.includes(browser.cookies.get("pakyow.session")));

  const socket = await browser.socket(id);
  const stranger = await Socket.connected(server, { id });
  const wrong = await browser.socket(`${id.slice(1)}0`);
  t.after(() => [socket, stranger, wrong].forEach((one) => void one.close()));
  await application.push({ body: "hey" }, "lobby");
  assert.deepEqual(await socket.push("lobby"), { body: "hey" });
  await fence(stranger, wrong);
  assert.deepEqual([...stranger.pushes, ...wrong.pushes], [], "id and session belong together");

  await application.done("subscribe", {
    socket_connection_id: id,
    session: browser.cookies.get("pakyow.session"),
    channels: "private",
  });
  await application.push("for you", "private");
  assert.equal(await socket.push("private"), "for you");
});

test("any path will do, and nothing is said first", async (t) => {
  const page = invented();
  await application.subscribe(page, "paths");
  const sockets = [];
  for (const path of ["/", "/messages", "/some/where/else.html"]) {
    sockets.push(await connect(t, server, { ...page, path }));
  }
  await application.push(1, "paths");
  for (const socket of sockets) {
    await socket.push("paths");
    assert.equal(socket.frames.entries.length, 1);
    assert.deepEqual(socket.ws.extensions, "");
    assert.equal(socket.ws.protocol, "");
  }
});

test("id and key together are the page, however they are split", async (t) => {
  // Both make `--a--b--c--`, which is what a digest is made of.
  await application.subscribe({ id: "c", key: "a--b" }, "digest");
  const other = await connect(t, server, { id: "b--c", key: "a" });
  const empty = await connect(t, server, { id: "", key: "nobody" });
  await application.subscribe({ id: "", key: "nobody" }, "digest");
  await application.push("one", "digest");
  assert.equal(await other.push("digest"), "one");
  assert.equal(await empty.push("digest"), "one", "no id is an empty one");
});

test("a key is shown in the query or in a header", async (t) => {
  const { id, key } = invented();
  await application.subscribe({ id, key }, "keys");
  const inQuery = await connect(t, server, { id, key });
  const inHeader = await connect(t, server, { id, headers: { "X-Socket-Key": key } });
  const without = await connect(t, server, { id });
  const wrong = await connect(t, server, { id, key: `${key}!` });
  await application.push({ n: 1 }, "keys");
  for (const socket of [inQuery, inHeader]) assert.deepEqual(await socket.push("keys"), { n: 1 });
  await fence(without, wrong);
  assert.deepEqual([without.pushes, wrong.pushes], [[], []]);
});

test("a page is subscribed before and after it connects", async (t) => {
  const page = invented();
  await application.subscribe(page, "before", "dropped", ["nested", ["deeper"]]);
  await application.unsubscribe(page, "dropped");
  const socket = await connect(t, server, page);
  await application.subscribe(page, "after", "before");
  for (const channel of ["dropped", "nested", "deeper", "before", "after"])
    await application.push(channel, channel);
  await socket.push("after");
  assert.deepEqual(
    socket.pushes.map(([channel]) => channel),
    ["nested", "deeper", "before", "after"],
  );
});

test("to be unsubscribed takes effect at once", async (t) => {
  const page = invented();
  const socket = await connect(t, server, page);
  await application.subscribe(page, "live", "other");
  await application.push(1, "live");
  await socket.push("live");
  await application.unsubscribe(page, "live");
  await application.push(2, "live");
  await application.push(3, "other");
  await socket.push("other");
  assert.deepEqual(socket.pushes, [
    ["live", 1],
    ["other", 3],
  ]);
  await application.subscribe(page, "live");
  await application.push(4, "live");
  await socket.push("live", 2);
});

test("a target with * reaches all that fit, under their own names", async (t) => {
  const [one, two] = [invented(), invented()];
  await application.subscribe(one, "chat:1", "chat:2", "chat:1;x", "chat.1");
  await application.subscribe(two, "chat:2", "xchat:1");
  const [first, second] = [await connect(t, server, one), await connect(t, server, two)];
  await application.push("many", "chat:*");
  await application.push("end", "chat:2");
  const last = (socket) => socket.frames.find("the end", ({ payload }) => payload === "end");
  await last(first);
  await last(second);
  assert.deepEqual(new Set(first.pushes.map(String)), new Set(["chat:1,many", "chat:2,many", "chat:2,end"]));
  assert.equal(first.pushes.length, 3, "two channels that fit are two frames");
  assert.deepEqual(second.pushes, [
    ["chat:2", "many"],
    ["chat:2", "end"],
  ]);
  await application.push("dot", "chat.*");
  await application.push("two", "chat:1", "chat.1");
  await first.frames.find("both", ({ payload, channel }) => payload === "two" && channel === "chat.1");
  assert.deepEqual(first.pushes.slice(3).map(String).sort(), ["chat.1,dot", "chat.1,two", "chat:1,two"]);
});

test("every kind of message is pushed as it is", async (t) => {
  const page = invented();
  await application.subscribe(page, "kinds", "scope:message;mutation:list");
  const socket = await connect(t, server, page);
  const instructions = [["apply", [{ id: 1, body: "NEW" }], [[]]]];
  const all = [
    { a: 1 },
    [1, [2]],
    "bare text",
    13,
    false,
    null,
    { type: "greet", data: [1] },
    { id: "call 1" },
  ];
  for (const message of all) await application.push(message, "kinds");
  await application.push(instructions, "scope:message;mutation:list");
  assert.deepEqual(await socket.push("scope:message;mutation:list"), instructions);
  assert.deepEqual(
    socket.pushes.filter(([channel]) => channel === "kinds").map(([, payload]) => payload),
    all,
  );
  for (const { text, binary } of socket.frames.entries) {
    assert.equal(binary, false);
    assert.deepEqual(Object.keys(JSON.parse(text)), ["payload", "channel"]);
  }
});

test("one page alone can be pushed to", async (t) => {
  const [one, two] = [invented(), invented()];
  for (const page of [one, two]) await application.subscribe(page, "direct");
  const [first, second] = [await connect(t, server, one), await connect(t, server, two)];
  const { id, key } = one;
  await application.done("push", {
    message: "psst",
    channels: "direct",
    socket_connection_id: id,
    socket_key: key,
  });
  await application.push("all", "direct");
  await first.frames.find("all", ({ payload }) => payload === "all");
  await second.push("direct");
  assert.deepEqual(first.pushes, [
    ["direct", "psst"],
    ["direct", "all"],
  ]);
  assert.deepEqual(second.pushes, [["direct", "all"]]);
});

test("only the application subscribes and pushes", async () => {
  const { id, key } = invented();
  const who = { socket_connection_id: id, socket_key: key };
  for (const [what, body, token, status] of [
    ["subscribe", { ...who, channels: ["x"] }, null, 401],
    ["unsubscribe", { ...who, channels: ["x"] }, "ptk_wrong", 401],
    ["push", { message: 1, channels: ["x"] }, null, 401],
    ["subscribe", { socket_connection_id: id, channels: ["x"] }, undefined, 400],
    ["subscribe", { ...who }, undefined, 400],
    ["subscribe", { ...who, channels: [] }, undefined, 400],
    ["push", { channels: ["x"] }, undefined, 400],
    ["push", { message: 1 }, undefined, 400],
    ["push", { message: 1, channels: ["a", "b"], ...who }, undefined, 400],
  ]) {
    const answer = await application.ask(what, body, token);
    const { error } = await answer.json();
    assert.equal(answer.status, status, `${what} ${JSON.stringify(body)}`);
    assert.ok(error.code && error.message);
  }
  const bearer = await fetch(`${server.url}/realtime/push`, {
    method: "POST",
    headers: { Authorization: `Bearer ${server.app.project_token}` },
    body: new URLSearchParams({ message: "form", channels: "nobody" }),
  });
  assert.equal(bearer.status, 204);
});

test("a ping is answered under every kind of id", async (t) => {
  const socket = await connect(t, server, invented());
  for (const id of ["8c0f", 7, null, { a: [1] }, 1.5]) {
    const from = socket.frames.entries.length;
    socket.say({ id, action: "ping" });
    const { text, binary, ...answer } = await socket.frames.find("pong", () => true, { from });
    assert.deepEqual(answer, { id, status: 200, headers: {}, body: "pong" });
  }
  socket.ws.ping("still there?");
  const [data] = await once(socket.ws, "pong", { signal: AbortSignal.timeout(10_000) });
  assert.equal(data.toString(), "still there?");
});

test("mistakes are answered where there is an id, and the socket stays", async (t) => {
  const socket = await connect(t, server, invented());
  for (const [frame, status] of [
    [{ id: 1, action: "no-such-action" }, 404],
    [{ id: 2 }, 400],
    [{ id: 3, action: "call-route", uri: "/../etc" }, 400],
    [{ id: 4, action: "fetch-view", uri: "/", lookup: { channel: "x" } }, 404],
  ]) {
    socket.say(frame);
    assert.deepEqual(await socket.answer(frame.id), { id: frame.id, status, headers: {}, body: "" });
  }
  for (const silent of ['{"action":"ping"}', "no JSON", "[]", "13", "null", '{"id":', ""]) socket.say(silent);
  socket.ws.send(Buffer.from('{"id":5,"action":"ping"}'), { binary: true });
  await socket.settled();
  assert.equal(socket.frames.entries.length, 5, "nothing was said to the rest");
});

test("a page that comes back is still subscribed", async (t) => {
  const page = invented();
  await application.subscribe(page, "back");
  const first = await connect(t, server, page);
  await application.push(1, "back");
  await first.push("back");
  first.ws.close();
  await first.end();
  const second = await connect(t, server, page);
  await application.push(2, "back");
  assert.equal(await second.push("back"), 2);
  second.close();
  const third = await connect(t, server, page);
  await application.push(3, "back");
  assert.equal(await third.push("back"), 3);
});

test("one socket's end does not silence another of the same page", async (t) => {
  const page = invented();
  await application.subscribe(page, "twice");
  const [first, second, third] = [
    await connect(t, server, page),
    await connect(t, server, page),
    await connect(t, server, page),
  ];
  await application.push(1, "twice");
  for (const socket of [first, second, third]) await socket.push("twice");
  first.ws.close();
  third.close();
  await Promise.all([first.end(), third.end()]);
  assert.equal(first.ended.entries[0].code, 1005, "a close is answered in kind");
  await application.push(2, "twice");
  assert.equal(await second.push("twice", 1), 2);
  await application.subscribe(page, "later");
  await application.push(3, "later");
  assert.equal(await second.push("later"), 3);
});

test("a page is the same after a restart of the server", async (t) => {
  const place = await Server.start();
  t.after(() => place.stop());
  const browser = new Browser(place);
  const id = await browser.page();
  const socket = await browser.socket(id);
  t.after(() => socket.close());
  await place.restart();
  assert.deepEqual(await socket.end(), { code: 1012 });
  const again = await browser.socket(id);
  const stranger = await Socket.connected(place, { id });
  t.after(() => [again, stranger].forEach((one) => void one.close()));
  const session = browser.cookies.get("pakyow.session");
  await new Application(place).done("subscribe", { socket_connection_id: id, session, channels: ["again"] });
  await new Application(place).done("push", { message: "back", channels: ["again"] });
  assert.equal(await again.push("again"), "back");
  await fence(stranger);
  assert.deepEqual(stranger.pushes, []);
});

test("pages of other hosts connect and post if they are listed", async (t) => {
  const id = "page";
  const origin = (Origin) => ({ id, headers: { Origin } });
  await connect(t, server, origin(server.url));
  await connect(t, server, origin("https://pages.example"));
  const foreign = new Socket(server, origin("https://evil.example"));
  assert.deepEqual(await foreign.end(), { status: 403 });
  const post = await new Browser(server).fetch("/messages", {
    method: "POST",
    headers: { Origin: "https://evil.example" },
    body: new URLSearchParams({ "message[body]": "forged" }),
  });
  assert.equal(post.status, 403);
});

test("an upgrade that is none is refused", async () => {
  const refused = async (given) => {
    const socket = new Socket(server, given);
    return (await socket.end()).status;
  };
  assert.equal(await refused({ id: "x".repeat(257) }), 400);
  assert.equal(await refused({ id: "x", key: "x".repeat(257) }), 400);
  assert.equal(await refused({}), 404, "without an id it is no page");

  const upgrade = { Connection: "Upgrade", Upgrade: "WebSocket" };
  const key = { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" };
  for (const [headers, status] of [
    [{ ...upgrade, "Sec-WebSocket-Version": "13" }, 400],
    [{ ...upgrade, ...key, "Sec-WebSocket-Version": "7" }, 426],
    [{ ...upgrade, ...key, "Sec-WebSocket-Version": "13" }, 101],
  ]) {
    const asked = request(`${server.url}/?socket_connection_id=x`, { headers });
    asked.end();
    const signal = AbortSignal.timeout(10_000);
    const [answer, socket] = await Promise.race([
      once(asked, "response", { signal }),
      once(asked, "upgrade", { signal }),
    ]);
    assert.equal(answer.statusCode, status, JSON.stringify(headers));
    socket?.destroy();
    answer.resume();
  }
});

test("what pages are told is heard in other dialects, and the other way round", async (t) => {
  // Whoever makes a channel by joining it lets its clients publish; one that the application makes is its own.
  const visitor = new Visitor(server, "shared", { as: "Al" });
  t.after(() => visitor.leave());
  await visitor.joined();
  const page = invented();
  await application.subscribe(page, "shared", "of the application");
  const socket = await connect(t, server, page);
  await application.push({ type: "news", data: { n: 1 } }, "shared");
  assert.deepEqual((await visitor.told("news")).data, { n: 1 });
  visitor.channel.send(["hi"]);
  await socket.frames.find("the answer", ({ payload }) => Array.isArray(payload));
  assert.deepEqual(socket.pushes.at(-1), ["shared", ["hi"]]);
  const mute = new Visitor(server, "of the application");
  t.after(() => mute.leave());
  await mute.joined();
  mute.channel.send("may not");
  await mute.told("error");
});
