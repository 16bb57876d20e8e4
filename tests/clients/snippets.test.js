// Every snippet of the dashboard, run as it is pasted. Those for a browser are run by the tests of the dashboard.

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { Server } from "./support/server.js";
import { Run, writer } from "./support/snippets.js";
import { Journal } from "./support/wait.js";

/** Run elsewhere: in a browser. */
const ELSEWHERE = ["channels events"];

const tried = new Set(ELSEWHERE);
const running = [];
let server;
let snippets;
let info;
let traffic;
let stream;

before(async () => {
  [server, snippets] = await Promise.all([Server.start(), writer()]);
  info = await server.admin("GET", "/info");
  traffic = new Journal();
  stream = server.stream("?traffic=true");
  stream.on("message", (frame) => {
    for (const event of JSON.parse(frame).traffic ?? []) traffic.add(event);
  });
  await once(stream, "open");
});

after(async () => {
  for (const run of running) run.stop();
  stream?.terminate();
  await server?.stop();
});

/** What the dashboard would put into the snippets of a dialect. */
async function ingredients(dialect, channel, token) {
  const { mints } = info.dialects.find(({ name }) => name === dialect);
  const mint = async (role) => {
    const wish = { dialect, kind: "jwt", client: "visitor", role, expires_in_ms: 86_400_000 };
    return (await server.admin("POST", `/apps/${server.app.id}/mint`, wish)).credential;
  };
  return {
    projectId: server.app.id,
    projectToken: server.app.project_token,
    token,
    signed: mints ? { client: await mint("Client"), admin: await mint("Admin") } : undefined,
    channel,
    ...snippets.addresses(info, dialect),
  };
}

/** Starts a snippet. Those that are variables are read by a shell, which then prints them. */
function start(dialect, kind, from) {
  tried.add(`${dialect} ${kind}`);
  const code = snippets.snippet(dialect, kind, from);
  assert.notEqual(code, "", `there is no snippet ${dialect} ${kind}`);
  const script = /^(#|curl)/.test(code);
  const run =
    kind === "env" ? Run.shell(`set -a\n${code}\nprintenv`) : script ? Run.shell(code) : Run.node(code);
  running.push(run);
  return run;
}

/** Resolves when somebody has come into the channel since `from`. */
function came(channel, from) {
  const is = ({ kind, channel: where }) => kind === "subscribe" && where === channel;
  return traffic.find(`somebody to come into ${channel}`, is, { from });
}

test("leap: the client hears what the backend and curl publish", async () => {
  const from = await ingredients("leap", "room", server.persona("Alice").token);
  const mark = traffic.entries.length;
  const client = start("leap", "browser", from);
  await came("room", mark);
  await start("leap", "backend", from).done();
  await client.says("room hello { from: 'backend' }");
  await start("leap", "curl", from).done();
  await client.says("room hello { from: 'curl' }");
  const variables = await start("leap", "env", from).done();
  assert.match(variables, new RegExp(`^HOP_LEAP_TOKEN=${from.token}$`, "m"));
  assert.match(variables, new RegExp(`^HOP_SOCKET_URL=${from.socketUrl}$`, "m"));
});

test("channels: the client, the events and curl meet", async () => {
  const from = await ingredients("channels", "room");
  const mark = traffic.entries.length;
  const events = start("channels", "sse", from);
  await events.says("event: joined");
  await came("room", mark);
  const client = start("channels", "client", from);
  await client.says("subscribed true");
  await client.says("published true");
  await client.says('room hello {"from":"js"}');
  await events.says('"payload":"{\\"from\\":\\"js\\"}"');
  await start("channels", "publish", from).done();
  await client.says('room hello {"from":"curl"}');
  await events.says('"payload":"{\\"from\\":\\"curl\\"}"');
  const variables = await start("channels", "env", from).done();
  assert.match(variables, new RegExp(`^CHANNELS_CLIENT_TOKEN=${from.signed.client}$`, "m"));
});

test("itty: two clients hear each other, in a channel that was not there", async () => {
  const from = await ingredients("itty", "hello");
  const one = start("itty", "client", from);
  await one.says("joined me 1");
  const two = start("itty", "client", from);
  await two.says("joined me 2");
  await one.says("joined me 2");
  await one.says("me { text: 'hi' }");
});

test("itty: the class hears itself", async () => {
  const from = await ingredients("itty", "lobby");
  await start("itty", "socket", from).says("hello { from: 'js' }");
});

test("pakyow: a page hears what is pushed, and the demo page answers", async () => {
  const from = await ingredients("pakyow", "lobby");
  const page = JSON.parse(await start("pakyow", "page", from).done());
  assert.equal(page.channel, "lobby");
  const socket = start("pakyow", "socket", from);
  await socket.says("open");
  await start("pakyow", "push", from).done();
  await socket.says("lobby { from: 'curl' }");
});

test("a name with an odd spelling gets through every quote", async () => {
  const name = "it's room/7 & more";
  const wish = { name, visibility: "unprotected", capabilities: ["client_publish"] };
  await server.admin("POST", `/apps/${server.app.id}/channels`, wish);
  const leap = await ingredients("leap", name);
  const mark = traffic.entries.length;
  const client = start("leap", "browser", leap);
  await came(name, mark);
  await start("leap", "curl", leap).done();
  await client.says(`${name} hello { from: 'curl' }`);
  await start("channels", "publish", await ingredients("channels", name)).done();
  await start("pakyow", "push", await ingredients("pakyow", name)).done();
  await client.says(`${name} message { from: 'curl' }`);
  await start("itty", "client", await ingredients("itty", name)).says("joined me");
  const variables = await start("channels", "env", await ingredients("channels", name)).done();
  assert.ok(variables.includes(`CHANNELS_CHANNEL=${name}\n`), variables);
});

test("every snippet has been run", () => {
  const all = info.dialects.flatMap(({ name }) =>
    snippets.kindsOf(name, true).map((kind) => `${name} ${kind}`),
  );
  assert.deepEqual([...all].sort(), [...tried].sort());
  assert.ok(info.dialects.every(({ name }) => snippets.kindsOf(name, true).length > 0));
});
