// A client of the dialect `channels`: its codec is made from the schema at run time, its tokens are minted here.

import { createCipheriv, createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import protobuf from "protobufjs";
import { WebSocket } from "ws";
import { Journal } from "./wait.js";

const text = readFileSync(new URL("channels.proto", import.meta.url), "utf8");
const schema = protobuf.parse(text, { keepCase: true }).root;
const NewEvent = schema.lookupType("NewEvent");
const TYPES = schema.lookupEnum("NewEvent.Type").values;

/** What the payload of a frame from the server is; the others are bare text. */
const BODIES = {
  JOIN_CHANNEL: "ClientJoin",
  LEAVE_CHANNEL: "ClientLeave",
  PUBLISH: "ChannelEvent",
  ACK: "PublishAck",
  ONLINE_STATUS: "OnlineStatusUpdate",
  INITIAL_ONLINE_STATUS: "InitialPresenceStatus",
};

/** The operator's secret: 16 bytes, so that it is a key as well. */
export const SECRET = "0123456789abcdef";

/** What the configuration has to say for tokens that are minted here. */
export const CONFIG = `[dialects.channels]\nsecret = "${SECRET}"\n`;

/** The claims of a client's token. */
export function claims(server, client, role = "Client") {
  return { Role: role, ClientID: client, AppID: server.app.id };
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of three parts: HS256. */
export function sign(claims, secret = SECRET) {
  const said = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded(claims)}`;
  return `${said}.${createHmac("sha256", secret).update(said).digest("base64url")}`;
}

/** A token of five parts: `dir` and A128GCM, whose key is the secret itself. */
export function encrypt(claims, secret = SECRET) {
  const head = encoded({ alg: "dir", enc: "A128GCM", typ: "JWT" });
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-128-gcm", secret, nonce).setAAD(Buffer.from(head));
  const text = Buffer.concat([cipher.update(JSON.stringify(claims)), cipher.final()]);
  return [head, "", ...[nonce, text, cipher.getAuthTag()].map((part) => part.toString("base64url"))].join(
    ".",
  );
}

/** A frame as a client sends it. */
export function frame(type, body, values) {
  const payload = schema.lookupType(body).encode(values).finish();
  return NewEvent.encode({ type: TYPES[type], payload }).finish();
}

/** A frame of the server's as an object: `type` by its name, and what is in it. */
function read(bytes) {
  const { type, payload } = NewEvent.toObject(NewEvent.decode(bytes), { enums: String, defaults: true });
  if (!BODIES[type]) return { type, channelID: payload.toString() };
  const body = schema.lookupType(BODIES[type]);
  return { type, ...body.toObject(body.decode(payload), { longs: Number, defaults: true, objects: true }) };
}

/** One device of a client. */
export class ChannelsClient {
  /** Every frame of the server's, in order. */
  frames = new Journal();
  /** How the server ended it: `{code, reason}`. */
  closed = new Journal();
  #opened = new Journal();
  #last = 1;

  /** `token`: else one of the client is minted. `query`: who it is stands in the address, not in headers. */
  constructor(
    server,
    client,
    { role, device, token = sign(claims(server, client, role)), query = false } = {},
  ) {
    const shown = { Authorization: token, AppID: server.app.id, ...(device && { DeviceID: device }) };
    const url = `${server.url.replace("http", "ws")}/optimized`;
    this.socket = query
      ? new WebSocket(`${url}?${new URLSearchParams(shown)}`)
      : new WebSocket(url, { headers: shown });
    this.socket.on("open", () => this.#opened.add({}));
    this.socket.on("unexpected-response", (_, response) => {
      this.#opened.add({ status: response.statusCode });
      this.socket.terminate();
    });
    this.socket.on("message", (bytes, binary) => {
      this.frames.add(binary ? read(bytes) : { type: "TEXT", text: bytes.toString() });
    });
    this.socket.on("close", (code, reason) => this.closed.add({ code, reason: reason.toString() }));
    this.socket.on("error", () => {});
  }

  /** A client that has been let in. */
  static async connected(server, client, options) {
    const one = new ChannelsClient(server, client, options);
    const { status } = await one.answer();
    if (status) throw new Error(`${client} was refused with ${status}`);
    return one;
  }

  /** Waits until the connection is open, or refused with a `status`. */
  answer() {
    return this.#opened.find("an answer to the upgrade", () => true);
  }

  say(bytes) {
    this.socket.send(bytes);
  }

  /** A place in the journal from which to look for what comes from now on. */
  get here() {
    return this.frames.entries.length;
  }

  /** Asks to follow a channel; resolves with the answer, true or false. */
  subscribe(channelID, ID = ++this.#last) {
    const from = this.here;
    this.say(frame("SUBSCRIBE", "SubscribeRequest", { channelID, ID }));
    return this.acknowledged(ID, from);
  }

  /** Publishes and resolves with the answer, true or false. */
  publish(channelID, eventType, payload) {
    const ID = ++this.#last;
    const from = this.here;
    this.say(frame("PUBLISH", "PublishRequest", { ID, eventType, channelID, payload }));
    return this.acknowledged(ID, from);
  }

  /** Publishes what is not answered. */
  mention(channelID, eventType, payload) {
    this.say(frame("PUBLISH", "PublishRequest", { eventType, channelID, payload }));
  }

  async acknowledged(ID, from = 0) {
    const ack = await this.find("ACK", ({ replyTo }) => replyTo === ID, from);
    return ack.status;
  }

  /** The first frame of this type, from number `from` on, that fits. */
  find(type, fits = () => true, from = 0, within = undefined) {
    return this.frames.find(`${type}`, (one) => one.type === type && fits(one), { from, within });
  }

  /** The first message with this event. */
  message(eventType, from) {
    return this.find("PUBLISH", (one) => one.eventType === eventType, from);
  }

  /** All frames from number `from` on that are of one of these types; without types all. */
  since(from, ...types) {
    const all = this.frames.entries.slice(from);
    return types.length ? all.filter(({ type }) => types.includes(type)) : all;
  }

  ended(within) {
    return this.closed.find("the end", () => true, { within });
  }

  close() {
    this.socket.terminate();
  }
}

/** A request of the dialect's HTTP API; resolves with the status and the body, read if it is JSON. */
export async function ask(server, token, method, path, { body, app = server.app.id } = {}) {
  const headers = {};
  if (token) headers.Authorization = token;
  if (app) headers.AppID = app;
  const json = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(server.url + path, { method, headers, body: json });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}
