// The dialect `channels` over HTTP: its table of requests, its five histories, and what a restart keeps.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, ChannelsClient, CONFIG, claims, sign } from "./support/channels.js";
import { Server } from "./support/server.js";
import { waitFor } from "./support/wait.js";

let server;
/** Tokens by who has them. */
let tokens;
before(async () => {
  server = await Server.start(CONFIG);
  tokens = {
    nobody: undefined,
    client: sign(claims(server, "c1")),
    admin: sign(claims(server, "root", "Admin")),
    operator: sign({ Role: "SuperAdmin", ClientID: "boss", AppID: "" }),
    stranger: sign({ ...claims(server, "c1"), AppID: "another" }),
  };
});
after(() => server?.stop());

const as = (who, method, path, options) => ask(server, tokens[who], method, path, options);

/** A request of an admin, which has to be a success. */
async function manage(method, path, body) {
  const answer = await as("admin", method, path, { body });
  assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The table, in the order in which it is tried: who asks what, and the status. */
const TABLE = [
  ["nobody", "GET", "/app", 401],
  ["admin", "GET", "/app", 401],
  ["operator", "GET", "/app", 200],
  ["operator", "POST", "/app", 200, { AppID: "second", Name: "Second" }],
  ["operator", "POST", "/app", 409, { AppID: "second", Name: "Again" }],
  ["operator", "PUT", "/app/second", 200, { Name: "Renamed" }],
  ["admin", "PUT", "/app/second", 401, { Name: "Mine" }],
  ["operator", "PUT", "/app/third", 404, { Name: "None" }],
  ["operator", "DELETE", "/app/second", 200],
  ["operator", "DELETE", "/app/second", 404],

  ["client", "POST", "/client", 401, { clientID: "t1" }],
  ["stranger", "POST", "/client", 401, { clientID: "t1" }],
  ["nobody", "POST", "/client", 400, { clientID: "t1" }],
  ["admin", "POST", "/client", 200, { clientID: "t1", username: "Tea", extra: "milk" }],
  ["admin", "POST", "/client", 409, { clientID: "t1" }],
  ["admin", "POST", "/client", 400, {}],
  ["admin", "POST", "/client", 400, { clientID: 5 }],
  ["admin", "PUT", "/client/t1", 200, { username: "Tea", extra: "lemon" }],
  ["admin", "PUT", "/client/t2", 404, { username: "Two" }],
  ["admin", "GET", "/client", 200],
  ["admin", "GET", "/client/t1", 200],
  ["admin", "GET", "/client/t2", 404],

  ["client", "POST", "/channel", 401, { channelID: "table" }],
  ["admin", "POST", "/channel", 200, { CHANNELID: "table", persistent: true, private: true }],
  ["admin", "POST", "/channel", 409, { channelID: "table" }],
  ["client", "GET", "/channel/open", 200],
  ["client", "GET", "/channel/private", 200],
  ["client", "GET", "/channel/closed", 200],
  ["nobody", "GET", "/channel/open", 401],
  ["admin", "POST", "/channel/table/join/t1", 200],
  ["admin", "POST", "/channel/table/join/t2", 404],
  ["admin", "POST", "/channel/none/join/t1", 404],
  ["client", "POST", "/channel/table/join/t1", 401],
  ["client", "POST", "/channel/table/publish", 401, { eventType: "e", payload: "p" }],
  ["admin", "POST", "/channel/table/publish", 200, { eventType: "e", payload: "p" }],
  ["admin", "POST", "/channel/table/publish/", 200, { eventType: "e", payload: "p" }],
  ["admin", "POST", "/channel/none/publish", 404, { eventType: "e", payload: "p" }],
  ["admin", "POST", "/channel/table/close", 200],
  ["admin", "POST", "/channel/table/close", 200],
  ["admin", "POST", "/channel/table/publish", 400, { eventType: "e", payload: "p" }],
  ["admin", "POST", "/channel/table/open", 200],
  ["admin", "POST", "/channel/none/open", 404],
  ["admin", "GET", "/last/table/2", 200],
  ["client", "GET", "/last/table/2", 401],
  ["admin", "GET", "/last/none/2", 404],
  ["admin", "GET", "/last/table/two", 400],
  ["admin", "GET", "/last/table/2/before/now", 400],
  ["admin", "POST", "/channel/table/leave/t1", 200],
  ["client", "POST", "/device", 404, { deviceID: "phone", token: "push" }],
  ["admin", "POST", "/client", 200, { clientID: "c1" }],
  ["client", "POST", "/device", 200, { deviceID: "phone", token: "push" }],
  ["client", "POST", "/device", 409, { deviceID: "phone", token: "push" }],
  ["admin", "DELETE", "/device/phone", 401],
  ["client", "DELETE", "/device/phone", 200],
  ["client", "DELETE", "/device/phone", 404],
  ["admin", "DELETE", "/channel/table", 200],
  ["admin", "DELETE", "/channel/table", 404],
  ["admin", "DELETE", "/client/t1", 200],
  ["admin", "DELETE", "/client/t1", 404],
  ["admin", "GET", "/channel/open/", 404],
];

test("every request has its status", async () => {
  const wrong = [];
  for (const [who, method, path, status, body] of TABLE) {
    const answer = await as(who, method, path, { body });
    if (answer.status !== status) wrong.push([who, method, path, body, answer.status, answer.body]);
    // What was written has no body.
    else if (status === 200 && method !== "GET") assert.equal(answer.body, "", `${method} ${path}`);
  }
  assert.deepEqual(wrong, []);
});

test("a request has to name its app", async () => {
  assert.equal((await as("admin", "GET", "/client", { app: null })).status, 401);
  assert.equal((await as("admin", "POST", "/channel", { app: null, body: {} })).status, 400);
  assert.equal((await as("admin", "GET", "/channel/open", { app: "another" })).status, 401);
});

test("what is read has all its fields", async () => {
  const begun = Math.floor(Date.now() / 1000);
  await manage("POST", "/client", { clientID: "f1", username: "Fay", extra: "{}" });
  assert.deepEqual(await manage("GET", "/client/f1"), {
    ID: "f1",
    Username: "Fay",
    AppID: server.app.id,
    Extra: "{}",
  });
  await manage("POST", "/channel", { channelID: "fields", name: "All", extra: "more", private: true });
  await manage("POST", "/channel/fields/join/f1");
  const mine = await ask(server, sign(claims(server, "f1")), "GET", "/channel/private");
  const [{ createdAt, ...rest }, ...others] = mine.body.channels;
  assert.deepEqual(others, [], "only its own private channels");
  assert.ok(createdAt >= begun && createdAt <= Date.now() / 1000);
  assert.deepEqual(rest, {
    id: "fields",
    appID: server.app.id,
    name: "All",
    isClosed: false,
    extra: "more",
    isPersistent: false,
    isPrivate: true,
    isPresence: false,
  });
  const open = (await as("client", "GET", "/channel/open")).body.channels;
  assert.ok(open.some(({ id }) => id === "room") && !open.some(({ isPrivate }) => isPrivate));
});

test("the five histories", async (t) => {
  await manage("POST", "/channel", { channelID: "past", persistent: true });
  const device = await ChannelsClient.connected(server, "c1");
  t.after(() => device.close());
  await device.subscribe("past");
  const read = async (path) => (await as("client", "GET", path)).body.events;
  const payloads = async (path) => (await read(path)).map(({ payload }) => payload);
  for (const payload of ["1", "2", "3"]) await device.publish("past", "n", payload);
  const first = (await device.message("n")).timestamp;
  // Times are whole seconds: what comes next has to come in another one.
  let now = () => {};
  await waitFor(
    "the next second",
    (report) => {
      now = setInterval(report, 20);
      return () => clearInterval(now);
    },
    () => Date.now() >= (first + 2) * 1000,
  );
  for (const payload of ["4", "5"]) await device.publish("past", "n", payload);
  const second = (await device.find("PUBLISH", ({ payload }) => payload === "4")).timestamp;
  assert.ok(second > first);

  assert.deepEqual(await payloads("/last/past/2"), ["5", "4"]);
  assert.deepEqual(await payloads("/last/past/0"), []);
  assert.deepEqual(await payloads("/last/past/50"), ["5", "4", "3", "2", "1"]);
  assert.deepEqual(await payloads(`/last/past/2/last/${first}`), ["1", "2"]);
  assert.deepEqual(await payloads(`/last/past/9/last/${second}`), ["4", "5"]);
  assert.deepEqual(await payloads(`/last/past/2/before/${second}`), ["5", "4"]);
  assert.deepEqual(await payloads(`/last/past/2/before/${second - 1}`), ["3", "2"]);
  assert.deepEqual(await payloads(`/c/past/sync/${first}`), ["1", "2", "3", "4", "5"]);
  assert.deepEqual(await payloads(`/c/past/sync/${second}`), ["4", "5"]);
  assert.deepEqual(await payloads(`/c/past/sync/${second + 1000}`), []);
  assert.deepEqual(await payloads(`/sync/past/${first}/to/${second - 1}`), ["1", "2", "3"]);
  assert.deepEqual(await payloads(`/sync/past/${first}/to/${second}`), ["1", "2", "3", "4", "5"]);
  assert.deepEqual(await read(`/last/past/1/before/${second}`), [
    { senderID: "c1", eventType: "n", payload: "5", channelID: "past", timestamp: second },
  ]);
});

test("the history of a private channel is for those who may be in it", async () => {
  await manage("POST", "/channel", { channelID: "diary", persistent: true, private: true });
  await manage("POST", "/client", { clientID: "writer" });
  await manage("POST", "/channel/diary/join/writer");
  await manage("POST", "/channel/diary/publish", { eventType: "dear", payload: "secret" });
  const paths = [
    "/last/diary/5",
    "/last/diary/5/last/0",
    "/last/diary/5/before/9999999999",
    "/c/diary/sync/0",
    "/sync/diary/0/to/9999999999",
  ];
  const writer = sign(claims(server, "writer"));
  for (const path of paths) {
    const { status, body } = await ask(server, writer, "GET", path);
    assert.deepEqual([status, body.events.length], [200, 1], path);
    const no = await as("client", "GET", path);
    assert.equal(no.status, 401, path);
    assert.ok(!JSON.stringify(no.body).includes("secret"));
  }
});

test("what was acknowledged is there after a restart, in order and once", async (t) => {
  await manage("POST", "/channel", { channelID: "log", persistent: true });
  const devices = [];
  t.after(() => devices.forEach((device) => void device.close()));
  for (const client of ["c1", "c2"]) devices.push(await ChannelsClient.connected(server, client));
  for (const device of devices) await device.subscribe("log");
  const asked = Array.from({ length: 40 }, (_, n) => devices[n % 2].publish("log", "n", `${n}`));
  assert.ok((await Promise.all(asked)).every((stored) => stored));
  await devices[0].subscribe("log");
  const heard = devices[0].since(0, "PUBLISH").map(({ payload }) => payload);
  assert.equal(heard.length, 40);

  await server.restart();

  for (const device of devices) assert.equal((await device.ended()).code, 1012);
  const { events } = await manage("GET", "/last/log/100");
  assert.deepEqual(events.map(({ payload }) => payload).reverse(), heard);
});

for (const [dialect, path, header] of [
  ["channels", "/channel/open", "appid"],
  ["leap", "/v1/channels", "authorization"],
]) {
  test(`a web page of another origin may ask ${dialect}`, async () => {
    const headers = {
      Origin: "http://page.example",
      "Access-Control-Request-Method": "GET",
      "Access-Control-Request-Headers": header,
    };
    const { status, headers: said } = await fetch(server.url + path, { method: "OPTIONS", headers });
    assert.equal(status, 204);
    assert.equal(said.get("access-control-allow-origin"), "http://page.example");
    assert.ok(said.get("access-control-allow-headers").includes(header));
  });
}
