// Four dialects in one channel: what one says all hear, each in its own words.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { CONFIG } from "./support/channels.js";
import { oneOfEach } from "./support/room.js";
import { Server } from "./support/server.js";

const CHANNEL = "hall";

/** What is said: as a named event and without a name, and each kind of payload. */
const KINDS = [
  ["greet", (n) => ({ text: "hi", n })],
  ["greet", (n) => `hi ${n}`],
  ["greet", (n) => 1_000 + n],
  ["message", (n) => ({ plain: n, list: [1, null, true] })],
  ["message", (n) => `plain ${n}`],
  ["message", (n) => 2_000 + n],
];

let server;
let everybody;
let said = 0;
before(async () => {
  server = await Server.start(CONFIG);
  const capabilities = ["client_publish", "presence"];
  const channel = { name: CHANNEL, visibility: "unprotected", capabilities };
  await server.admin("POST", `/apps/${server.app.id}/channels`, channel);
  everybody = oneOfEach();
  for (const one of everybody) await one.come(server, CHANNEL);
});
after(() => {
  for (const one of everybody ?? []) one.close();
  return server?.stop();
});

/** All pairs: who speaks, who listens. */
function exchange(when) {
  for (const from of oneOfEach()) {
    for (const to of oneOfEach()) {
      test(`${when}: ${to.name} hears ${from.name}`, async () => {
        const [speaker, listener] = [from, to].map(({ name }) => everybody.find((one) => one.name === name));
        for (const [event, make] of KINDS) {
          said += 1;
          const payload = make(said);
          const wanted = listener.words({ event, payload, sender: speaker.sender });
          const fits = (frame) => isDeepStrictEqual(listener.plain(frame), wanted);
          await speaker.say(event, payload);
          await listener.heard.find(`${JSON.stringify(wanted)}`, fits);
          assert.equal(listener.heard.entries.filter(fits).length, 1);
        }
      });
    }
  }
}

exchange("at first");

test("everybody comes back after a restart", async (t) => {
  // Each lost connection is a warning of the client's own.
  t.mock.method(console, "warn", () => {});
  const marks = everybody.map((one) => one.mark);
  await server.restart();
  await Promise.all(everybody.map((one, index) => one.comeBack(marks[index])));
});

exchange("after a restart");

/** How somebody who comes is announced, and how it hears what Ida sends to it alone; nothing where there is no word. */
const NEWCOMERS = {
  leap: { online: /^Bob$/, alias: "Bob", direct: { event: "psst", data: { n: 1 }, channel: null } },
  channels: { online: /^c2$/ },
  itty: {
    online: /^Ivo$/,
    alias: "Ivo",
    direct: { type: "psst", data: { n: 1 }, message: { type: "psst", data: { n: 1 } } },
  },
  pakyow: {
    online: /^page-[0-9a-f]{16}$/,
    direct: { payload: { type: "psst", data: { n: 1 } }, channel: CHANNEL },
  },
};

for (const newcomer of oneOfEach("Bob", "c2", "Ivo")) {
  const { online, alias, direct } = NEWCOMERS[newcomer.name];

  test(`who comes with ${newcomer.name} is announced where there are words, and hears what is for it alone`, async (t) => {
    const [leap, channels, itty, pakyow] = everybody;
    t.after(() => newcomer.close());
    const from = everybody.map(({ heard }) => heard.entries.length);
    const [, inChannels, inItty] = from;
    await newcomer.come(server, CHANNEL);

    const isComing = ({ type, clientID }) => type === "ONLINE_STATUS" && online.test(clientID);
    const update = await channels.heard.find("its arrival", isComing, { from: inChannels });
    assert.equal(update.status, true);
    const came = await itty.heard.find("its arrival", ({ type }) => type === "join", { from: inItty });
    assert.equal(came.alias, alias);

    itty.visitor.channel.send({ type: "psst", data: { n: 1 } }, came.uid);
    if (direct) {
      const fits = (frame) => isDeepStrictEqual(newcomer.plain(frame), direct);
      await newcomer.heard.find(`${JSON.stringify(direct)}`, fits);
    }
    await itty.say("aloud", "x");
    for (const [index, one] of everybody.entries()) {
      const aloud = one.words({ event: "aloud", payload: "x", sender: itty.sender });
      const isAloud = (frame) => isDeepStrictEqual(one.plain(frame), aloud);
      await one.heard.find("what is said aloud", isAloud, { from: from[index] });
    }
    const whispers = ({ heard }) => heard.entries.filter((frame) => JSON.stringify(frame).includes("psst"));
    assert.equal(whispers(newcomer).length, direct ? 1 : 0);
    for (const one of everybody) assert.deepEqual(whispers(one), [], `${one.name} hears what is for another`);
    // Those without a word for presence were told nothing but the message.
    for (const [one, before] of [
      [leap, from[0]],
      [pakyow, from[3]],
    ]) {
      assert.equal(one.heard.entries.length, before + 1, one.name);
    }
  });
}

test("who leaves itty is missed at once where there are words", async () => {
  const [, channels, itty] = everybody;
  const guest = oneOfEach("Bob", "c2", "Eva")[2];
  await guest.come(server, CHANNEL);
  await itty.heard.find("her arrival", ({ type, alias }) => type === "join" && alias === "Eva");
  guest.close();
  await itty.heard.find("her leave", ({ type, alias }) => type === "leave" && alias === "Eva");
  const isGone = ({ type, clientID, status }) => type === "ONLINE_STATUS" && clientID === "Eva" && !status;
  await channels.heard.find("her leave", isGone);
});

test("what the backend sends to one alone reaches the one in its words", async () => {
  const [leap, , , pakyow] = everybody;
  const body = { message: { type: "for you", data: 1 }, channels: CHANNEL, ...pakyow.page.self };
  await pakyow.page.ask("push", body);
  await pakyow.heard.find("its push", ({ payload }) => payload?.type === "for you");
  const to = { e: "for you", d: 2 };
  const response = await server.call("POST", `/v1/channels/tokens/${leap.token}/messages`, { body: to });
  assert.ok(response.ok, `${response.status} ${await response.text()}`);
  assert.deepEqual(await leap.client.message("for you"), { event: "for you", data: 2, channel: null });
  for (const one of everybody) {
    const heard = one.heard.entries.filter((frame) => JSON.stringify(frame).includes("for you"));
    assert.equal(heard.length, ["leap", "pakyow"].includes(one.name) ? 1 : 0, one.name);
  }
});
