// Pakyow's channels as its guide promises them, from the side of pages and of the application.

import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { Visitor } from "./support/itty.js";
import { Browser, Socket, Upstream } from "./support/pakyow.js";
import { Server } from "./support/server.js";

const HTML = "<!doctype html><html><body><p>hi</p></body></html>";

/** Opened by a test when a call that waits for it may be answered. */
let gate;

const upstream = new Upstream({
  "GET /text": () => ({ type: "text/plain", body: "plain text" }),
  "GET /page": () => ({ type: "text/html;charset=utf-8", body: HTML, headers: { "Set-Cookie": "secret=1" } }),
  "GET /json": () => ({ type: "application/json", body: '{"n":1.50}' }),
  "POST /messages": () => ({ status: 302, headers: { Location: "/messages/1", "Pakyow-Notify": "posted" } }),
  "GET /fails": () => ({ status: 500 }),
  "GET /nothing": () => ({ status: 204 }),
  "GET /same": () => ({ status: 304 }),
  "GET /slow": async () => {
    await gate;
    return { type: "text/plain", body: "slow" };
  },
  // As a route of the application's would: it knows the page by its id and its session's cookie, or its key.
  "POST /join": async ({ params, headers }) => {
    const session = /pakyow\.session=([^;]*)/.exec(headers.cookie)?.[1];
    const socket_key = headers["x-socket-key"];
    const { socket_connection_id, channel } = params;
    const who = socket_key ? { socket_key } : { session };
    const { status } = await backend("subscribe", { socket_connection_id, ...who, channels: [channel] });
    return { status: 200, type: "application/json", body: JSON.stringify({ status }) };
  },
});

/** One whose calls go to an application of its own, and one that has only what is built in. */
let server;
let plain;
before(async () => {
  await upstream.listen();
  server = await Server.start(`[dialects.pakyow]\nupstream = "${upstream.url}"\n`);
  plain = await Server.start('[dialects.pakyow]\norigins = ["https://pages.example"]\n');
});
after(async () => {
  upstream.close();
  await server?.stop();
  await plain?.stop();
});

/** A request of the application's. */
function backend(what, body, { to = server, token = to.app.project_token } = {}) {
  return to.call("POST", `/realtime/${what}`, { body, token });
}

async function done(what, body, to) {
  const answer = await backend(what, body, { to });
  assert.equal(answer.status, 204, await answer.text());
}

const push = (message, ...channels) => done("push", { message, channels });

let pages = 0;

/** Id and key of a page that nobody else has. */
function invented() {
  pages += 1;
  return { id: `page ${pages}`, key: `key ${pages}` };
}

const subscribe = ({ id, key }, ...channels) =>
  done("subscribe", { socket_connection_id: id, socket_key: key, channels });

const unsubscribe = ({ id, key }, ...channels) =>
  done("unsubscribe", { socket_connection_id: id, socket_key: key, channels });

async function connect(t, given, to = server) {
  const socket = await Socket.connected(to, given);
  t.after(() => socket.close());
  return socket;
}

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
  await push({ body: "hey" }, "lobby");
  assert.deepEqual(await socket.push("lobby"), { body: "hey" });
  await fence(stranger, wrong);
  assert.deepEqual([...stranger.pushes, ...wrong.pushes], [], "id and session belong together");

  await done("subscribe", {
    socket_connection_id: id,
    session: browser.cookies.get("pakyow.session"),
    channels: "private",
  });
  await push("for you", "private");
  assert.equal(await socket.push("private"), "for you");
});

test("any path will do, and nothing is said first", async (t) => {
  const page = invented();
  await subscribe(page, "paths");
  const sockets = [];
  for (const path of ["/", "/messages", "/some/where/else.html"]) {
    sockets.push(await connect(t, { ...page, path }));
  }
  await push(1, "paths");
  for (const socket of sockets) {
    await socket.push("paths");
    assert.equal(socket.frames.entries.length, 1);
    assert.deepEqual(socket.ws.extensions, "");
    assert.equal(socket.ws.protocol, "");
  }
});

test("id and key together are the page, however they are split", async (t) => {
  // Both make `--a--b--c--`, which is what a digest is made of.
  await subscribe({ id: "c", key: "a--b" }, "digest");
  const other = await connect(t, { id: "b--c", key: "a" });
  const empty = await connect(t, { id: "", key: "nobody" });
  await subscribe({ id: "", key: "nobody" }, "digest");
  await push("one", "digest");
  assert.equal(await other.push("digest"), "one");
  assert.equal(await empty.push("digest"), "one", "no id is an empty one");
});

test("a key is shown in the query or in a header", async (t) => {
  const { id, key } = invented();
  await subscribe({ id, key }, "keys");
  const inQuery = await connect(t, { id, key });
  const inHeader = await connect(t, { id, headers: { "X-Socket-Key": key } });
  const without = await connect(t, { id });
  const wrong = await connect(t, { id, key: `${key}!` });
  await push({ n: 1 }, "keys");
  for (const socket of [inQuery, inHeader]) assert.deepEqual(await socket.push("keys"), { n: 1 });
  await fence(without, wrong);
  assert.deepEqual([without.pushes, wrong.pushes], [[], []]);
});

test("a page is subscribed before and after it connects", async (t) => {
  const page = invented();
  await subscribe(page, "before", "dropped", ["nested", ["deeper"]]);
  await unsubscribe(page, "dropped");
  const socket = await connect(t, page);
  await subscribe(page, "after", "before");
  for (const channel of ["dropped", "nested", "deeper", "before", "after"]) await push(channel, channel);
  await socket.push("after");
  assert.deepEqual(
    socket.pushes.map(([channel]) => channel),
    ["nested", "deeper", "before", "after"],
  );
});

test("to be unsubscribed takes effect at once", async (t) => {
  const page = invented();
  const socket = await connect(t, page);
  await subscribe(page, "live", "other");
  await push(1, "live");
  await socket.push("live");
  await unsubscribe(page, "live");
  await push(2, "live");
  await push(3, "other");
  await socket.push("other");
  assert.deepEqual(socket.pushes, [
    ["live", 1],
    ["other", 3],
  ]);
  await subscribe(page, "live");
  await push(4, "live");
  await socket.push("live", 2);
});

test("a target with * reaches all that fit, under their own names", async (t) => {
  const [one, two] = [invented(), invented()];
  await subscribe(one, "chat:1", "chat:2", "chat:1;x", "chat.1");
  await subscribe(two, "chat:2", "xchat:1");
  const [first, second] = [await connect(t, one), await connect(t, two)];
  await push("many", "chat:*");
  await push("end", "chat:2");
  const last = (socket) => socket.frames.find("the end", ({ payload }) => payload === "end");
  await last(first);
  await last(second);
  assert.deepEqual(new Set(first.pushes.map(String)), new Set(["chat:1,many", "chat:2,many", "chat:2,end"]));
  assert.equal(first.pushes.length, 3, "two channels that fit are two frames");
  assert.deepEqual(second.pushes, [
    ["chat:2", "many"],
    ["chat:2", "end"],
  ]);
  await push("dot", "chat.*");
  await push("two", "chat:1", "chat.1");
  await first.frames.find("both", ({ payload, channel }) => payload === "two" && channel === "chat.1");
  assert.deepEqual(first.pushes.slice(3).map(String).sort(), ["chat.1,dot", "chat.1,two", "chat:1,two"]);
});

test("every kind of message is pushed as it is", async (t) => {
  const page = invented();
  await subscribe(page, "kinds", "scope:message;mutation:list");
  const socket = await connect(t, page);
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
  for (const message of all) await push(message, "kinds");
  await push(instructions, "scope:message;mutation:list");
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
  for (const page of [one, two]) await subscribe(page, "direct");
  const [first, second] = [await connect(t, one), await connect(t, two)];
  const { id, key } = one;
  await done("push", { message: "psst", channels: "direct", socket_connection_id: id, socket_key: key });
  await push("all", "direct");
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
    const answer = await backend(what, body, { token });
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
  const socket = await connect(t, invented());
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
  const socket = await connect(t, invented());
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

test("a route is called as a request to the application", async (t) => {
  const browser = new Browser(server);
  const id = await browser.page();
  const socket = await browser.socket(id);
  t.after(() => socket.close());
  const input = { a: "over", nested: { list: [1] }, socket_connection_id: id };
  assert.deepEqual(await socket.call("get", "/text?a=under&b=2", input), {
    id: "call 1",
    status: 200,
    headers: { ...(await socket.answer("call 1")).headers, "Content-Type": "text/plain" },
    body: ["plain text"],
  });
  const { method, path, headers, params } = upstream.requests.at(-1);
  assert.deepEqual([method, path], ["GET", "/text?a=under&b=2"]);
  assert.deepEqual(params, { ...input, b: "2" });
  assert.equal(headers["x-pakyow-socket"], "1");
  assert.equal(headers["x-socket-connection-id"], id);
  assert.equal(headers.cookie, browser.cookie);

  for (const uri of ["text", "http://elsewhere.example/text", "//elsewhere.example/text"]) {
    assert.deepEqual((await socket.call(undefined, uri)).body, ["plain text"], uri);
    assert.equal(
      upstream.requests.at(-1).params.socket_connection_id,
      id,
      "that of the socket, if none is given",
    );
  }
  socket.say({ id: "older", action: "call_route", uri: "/text" });
  assert.equal((await socket.answer("older")).status, 200);
});

test("answers of routes have the shapes that Ring looks for", async (t) => {
  const page = invented();
  const socket = await connect(t, page);
  const html = await socket.call("GET", "/page");
  assert.deepEqual(html.body, [HTML.replace("<body", `<body data-socket-connection-id="${page.id}"`)]);
  assert.equal(html.headers["Content-Type"], "text/html;charset=utf-8");
  assert.ok(!("Set-Cookie" in html.headers), "no script may see it");
  assert.deepEqual((await socket.call("GET", "/json")).body, { n: 1.5 });
  assert.ok(socket.frames.entries.at(-1).text.includes('{"n":1.50}'));

  const redirect = await socket.call("post", "/messages", { message: { body: "hey" } });
  assert.deepEqual([redirect.status, redirect.body], [302, [""]]);
  assert.equal(redirect.headers.Location, "/messages/1");
  assert.equal(redirect.headers["Pakyow-Notify"], "posted");
  assert.deepEqual(upstream.requests.at(-1).params.message, { body: "hey" });

  for (const [uri, status] of [
    ["/none", 404],
    ["/fails", 500],
    ["/nothing", 204],
    ["/same", 304],
  ]) {
    const answer = await socket.call("GET", uri);
    assert.deepEqual([answer.status, answer.body], [status, []], uri);
  }
});

test("answers come in the order of what was asked", async (t) => {
  const page = invented();
  await subscribe(page, "meanwhile");
  const socket = await connect(t, page);
  let open;
  gate = new Promise((resolve) => {
    open = resolve;
  });
  t.after(() => open());
  const answers = [
    socket.call("GET", "/slow"),
    socket.call("GET", "/text"),
    socket.ask("ping"),
    socket.ask("none"),
  ];
  await push("goes on", "meanwhile");
  await socket.push("meanwhile");
  assert.equal(socket.frames.entries.length, 1, "what was asked later waits for its turn");
  open();
  await Promise.all(answers);
  assert.deepEqual(
    socket.frames.entries.slice(1).map(({ id, status }) => [id, status]),
    [
      ["call 1", 200],
      ["call 2", 200],
      ["call 3", 200],
      ["call 4", 404],
    ],
  );
});

test("a route that subscribes subscribes the page that called it", async (t) => {
  const browser = new Browser(server);
  const withCookie = await browser.socket(await browser.page());
  t.after(() => withCookie.close());
  const withKey = await connect(t, { id: invented().id, key: "visible" });
  const bystander = await connect(t, invented());
  for (const [index, socket] of [withCookie, withKey].entries()) {
    const channel = `joined ${index}`;
    assert.deepEqual((await socket.call("post", "/join", { channel })).body, { status: 204 });
    await push(index, channel);
    assert.equal(await socket.push(channel), index);
  }
  await bystander.settled();
  assert.deepEqual(bystander.pushes, []);
});

test("an application that is not there is a 502", async (t) => {
  const gone = await new Upstream({}).listen();
  const place = await Server.start(
    `[dialects.pakyow]\nupstream = "${gone.url}"\nstrict = true\nversion = "0.10"\n`,
  );
  t.after(() => place.stop());
  const socket = await connect(t, invented(), place);
  assert.equal((await socket.call("GET", "/there")).status, 404);
  assert.equal(gone.requests[0].path, "/there.json", "0.10 asks for the format");
  gone.close();
  const { status, body } = await socket.call("GET", "/gone");
  assert.deepEqual([status, body], [502, []]);

  // What the original has no answer to has none here either.
  socket.say({ id: "unknown", action: "none" });
  socket.say({ id: "root", action: "call-route", uri: "/" });
  await socket.settled();
  assert.deepEqual(
    socket.frames.entries.map(({ id }) => id),
    ["call 1", "call 2", "call 3"],
  );
});

test("a page that comes back is still subscribed", async (t) => {
  const page = invented();
  await subscribe(page, "back");
  const first = await connect(t, page);
  await push(1, "back");
  await first.push("back");
  first.ws.close();
  await first.end();
  const second = await connect(t, page);
  await push(2, "back");
  assert.equal(await second.push("back"), 2);
  second.close();
  const third = await connect(t, page);
  await push(3, "back");
  assert.equal(await third.push("back"), 3);
});

test("one socket's end does not silence another of the same page", async (t) => {
  const page = invented();
  await subscribe(page, "twice");
  const [first, second, third] = [await connect(t, page), await connect(t, page), await connect(t, page)];
  await push(1, "twice");
  for (const socket of [first, second, third]) await socket.push("twice");
  first.ws.close();
  third.close();
  await Promise.all([first.end(), third.end()]);
  assert.equal(first.ended.entries[0].code, 1005, "a close is answered in kind");
  await push(2, "twice");
  assert.equal(await second.push("twice", 1), 2);
  await subscribe(page, "later");
  await push(3, "later");
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
  await done("subscribe", { socket_connection_id: id, session, channels: ["again"] }, place);
  await done("push", { message: "back", channels: ["again"] }, place);
  assert.equal(await again.push("again"), "back");
  await fence(stranger);
  assert.deepEqual(stranger.pushes, []);
});

test("the built-in page: what is posted is seen by all who look at it", async (t) => {
  const [one, two] = [new Browser(plain), new Browser(plain)];
  const ids = [await one.page(), await two.page()];
  const [first, second] = [await one.socket(ids[0]), await two.socket(ids[1])];
  t.after(() => [first, second].forEach((socket) => void socket.close()));

  const form = await one.fetch("/messages", {
    method: "POST",
    body: new URLSearchParams({ "message[body]": "by form" }),
  });
  assert.deepEqual([form.status, form.headers.get("location")], [302, "/"]);
  const json = await two.fetch("/messages", {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: '{"body":"as JSON"}',
  });
  assert.deepEqual([json.status, await json.json()], [200, { published: true }]);
  const called = await first.call("post", "/messages", {
    message: { body: "through the socket" },
    socket_connection_id: ids[0],
  });
  assert.deepEqual([called.status, called.headers.Location, called.body], [302, "/", [""]]);
  for (const socket of [first, second]) {
    await socket.frames.find("the last one", ({ payload }) => payload?.body === "through the socket");
    assert.deepEqual(socket.pushes, [
      ["lobby", { body: "by form" }],
      ["lobby", { body: "as JSON" }],
      ["lobby", { body: "through the socket" }],
    ]);
  }
  assert.equal((await one.fetch("/messages", { method: "POST" })).status, 400);

  const called_page = await first.call("get", "/", { socket_connection_id: ids[0] });
  assert.ok(called_page.body[0].includes(`<body data-socket-connection-id="${ids[0]}"`));
  const machine = new Browser(plain);
  const answer = await machine.fetch("/", { headers: { Accept: "application/json" } });
  const { socket_connection_id, channel } = await answer.json();
  const third = await machine.socket(socket_connection_id);
  t.after(() => third.close());
  assert.equal(channel, "lobby");
  await done("push", { message: 1, channels: [channel] }, plain);
  assert.equal(await third.push(channel), 1);
});

test("pages of other hosts connect and post if they are listed", async (t) => {
  const id = "page";
  const origin = (Origin) => ({ id, headers: { Origin } });
  await connect(t, origin(plain.url), plain);
  await connect(t, origin("https://pages.example"), plain);
  const foreign = new Socket(plain, origin("https://evil.example"));
  assert.deepEqual(await foreign.end(), { status: 403 });
  const post = await new Browser(plain).fetch("/messages", {
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
  await subscribe(page, "shared", "of the application");
  const socket = await connect(t, page);
  await push({ type: "news", data: { n: 1 } }, "shared");
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
