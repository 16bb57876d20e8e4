// Pakyow's calls of routes through a socket: to an application of one's own, and to what is built in.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Application, Browser, connect, invented, Upstream } from "./support/pakyow.js";
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
    const { status } = await application.ask("subscribe", {
      socket_connection_id,
      ...who,
      channels: [channel],
    });
    return { status: 200, type: "application/json", body: JSON.stringify({ status }) };
  },
});

/** One whose calls go to an application of its own, and one that has only what is built in. */
let server;
let plain;
let application;
before(async () => {
  await upstream.listen();
  server = await Server.start(`[dialects.pakyow]\nupstream = "${upstream.url}"\n`);
  plain = await Server.start();
  application = new Application(server);
});
after(async () => {
  upstream.close();
  await server?.stop();
  await plain?.stop();
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
  const socket = await connect(t, server, page);
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
  await application.subscribe(page, "meanwhile");
  const socket = await connect(t, server, page);
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
  await application.push("goes on", "meanwhile");
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
  const withKey = await connect(t, server, { id: invented().id, key: "visible" });
  const bystander = await connect(t, server, invented());
  for (const [index, socket] of [withCookie, withKey].entries()) {
    const channel = `joined ${index}`;
    assert.deepEqual((await socket.call("post", "/join", { channel })).body, { status: 204 });
    await application.push(index, channel);
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
  const socket = await connect(t, place, invented());
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
  await new Application(plain).done("push", { message: 1, channels: [channel] });
  assert.equal(await third.push(channel), 1);
});
