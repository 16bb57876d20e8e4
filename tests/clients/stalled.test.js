// Somebody who stops reading delays nobody, whatever it speaks, and is told to come back.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { ChannelsClient, CONFIG, claims, sign } from "./support/channels.js";
import { EventStream } from "./support/events.js";
import { RawClient } from "./support/raw.js";
import { open, Page } from "./support/room.js";
import { Server } from "./support/server.js";
import { Journal } from "./support/wait.js";

/** Of each dialect, beside the one that stops. */
const OTHERS = 4;

/** What goes out at a time, and how often at most: far more than all buffers on the way can hold. */
const BATCH = 12;
const BATCHES = 120;
const CHANNEL = "flood";
const PADDING = "x".repeat(12_000);

let server;
before(async () => {
  server = await Server.start(`outbox_bytes = 262144\n${CONFIG}`);
});
after(() => server?.stop());

/**
 * How a reader of each dialect comes in. Resolves with its `frames`, how to find the payload in one, and how to `close`
 * it; one on a WebSocket with its `socket`, too.
 */
const READERS = {
  async leap() {
    const client = await RawClient.connected(server, server.persona("Alice").token);
    client.ask("SUBSCRIBE", CHANNEL);
    await client.dispatch("AVAILABLE", { channel: CHANNEL });
    return { ...client, payload: ({ d }) => d?.e === "MESSAGE" && d.d.d, close: () => client.close() };
  },

  async channels() {
    const client = await ChannelsClient.connected(server, "c1");
    assert.equal(await client.subscribe(CHANNEL), true);
    const payload = (frame) => frame.type === "PUBLISH" && JSON.parse(frame.payload);
    return { ...client, payload, close: () => client.close() };
  },

  async itty() {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/c/${CHANNEL}`);
    const frames = new Journal();
    socket.on("message", (data) => frames.add(JSON.parse(data)));
    await open(socket);
    await frames.find("its own join", ({ type, self }) => type === "join" && self);
    return { socket, frames, payload: ({ message }) => message?.data, close: () => socket.terminate() };
  },

  async pakyow() {
    const page = await Page.open(server, CHANNEL);
    return { ...page, payload: ({ payload }) => payload?.data, close: () => page.close() };
  },

  async "event stream"() {
    const stream = await EventStream.open(server, CHANNEL, { token: sign(claims(server, "c1")) });
    await stream.find("joined");
    const payload = ({ event, data }) => event === "message" && JSON.parse(data.payload);
    return { frames: stream.events, payload, close: () => stream.close() };
  },
};

/** Somebody on a WebSocket stops reading; resolves, once it reads again, with the code of the close frame. */
async function stallSocket(come) {
  const { socket, close } = await come();
  const closed = new Journal();
  socket.on("close", (code) => closed.add(code));
  socket.pause();
  return {
    close,
    code() {
      socket.resume();
      return closed.find("the end", () => true);
    },
  };
}

/** The same with a stream of events, whose last event has the code. */
async function stallStream() {
  const { hostname, port } = new URL(server.url);
  const socket = connect({ host: hostname, port: Number(port), highWaterMark: 1_024 });
  const ended = new Journal();
  const begun = new Journal();
  let text = "";
  socket.setEncoding("utf8").on("data", (piece) => {
    text = (text + piece).slice(-1_000);
    if (text.includes("event: joined")) begun.add({});
    if (/event: close\ndata: \{"code":\d+/.test(text)) ended.add({});
  });
  socket.on("error", () => {});
  const token = sign(claims(server, "c1"));
  const head = [`GET /sse/${CHANNEL} HTTP/1.1`, `Host: ${hostname}`, `Authorization: ${token}`];
  socket.write([...head, `AppID: ${server.app.id}`, "", ""].join("\r\n"));
  await begun.find("the stream to begin", () => true);
  socket.pause();
  return {
    close: () => socket.destroy(),
    async code() {
      socket.resume();
      await ended.find("the end", () => true);
      return Number(/event: close\ndata: \{"code":(\d+)/.exec(text)[1]);
    },
  };
}

/** Connections of the app that are not closing. */
const connected = async () => {
  const { total } = await server.admin("GET", `/apps/${server.app.id}/connections`);
  return total;
};

test("readers that have stopped delay nobody, and are told to come back", async (t) => {
  const setup = { name: CHANNEL, visibility: "unprotected", capabilities: [] };
  await server.admin("POST", `/apps/${server.app.id}/channels`, setup);
  const [stalled, others] = [[], []];
  t.after(() => [...stalled, ...others].forEach((one) => void one.close()));
  for (const [dialect, come] of Object.entries(READERS)) {
    stalled.push({ dialect, ...(await (dialect === "event stream" ? stallStream() : stallSocket(come))) });
    for (let number = 0; number < OTHERS; number++) others.push(await come());
  }
  assert.equal(await connected(), stalled.length + others.length);

  let sent = 0;
  for (let batch = 0; (await connected()) > others.length; batch++) {
    assert.ok(batch < BATCHES, "so much waits for somebody who does not read");
    const message = () => ({ event: "n", payload: { n: sent++, padding: PADDING } });
    const messages = Array.from({ length: BATCH }, message);
    await server.admin("POST", `/apps/${server.app.id}/channels/${CHANNEL}/messages/batch`, { messages });
    // They have all of it while those that have stopped have not read a byte.
    const last = (one) =>
      one.frames.find(`message ${sent - 1}`, (frame) => one.payload(frame)?.n === sent - 1);
    await Promise.all(others.map(last));
  }
  for (const { dialect, code } of stalled) assert.equal(await code(), 1013, dialect);
  for (const one of others) {
    const numbers = one.frames.entries.map(one.payload).filter(Boolean);
    assert.deepEqual(
      numbers.map(({ n }) => n),
      Array.from({ length: sent }, (_, n) => n),
    );
  }
});
