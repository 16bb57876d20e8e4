// A browser without a window for Pakyow's protocol: an HTTP client that keeps cookies, and the sockets of its pages.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { WebSocket } from "ws";
import { Journal } from "./wait.js";

/** The id of the ping with which a socket begins. */
const ENTERED = "entered";

const ID = /<body data-socket-connection-id="([^"]*)"/;

/** A session: what is set as cookies is sent back. */
export class Browser {
  cookies = new Map();

  constructor(server) {
    this.server = server;
  }

  get cookie() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** One request; follows no redirect. */
  async fetch(path, { headers, ...init } = {}) {
    const sent = this.cookies.size > 0 ? { Cookie: this.cookie, ...headers } : headers;
    const response = await fetch(this.server.url + path, { redirect: "manual", headers: sent, ...init });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split("=");
      this.cookies.set(name, value);
    }
    return response;
  }

  /** Opens the page; resolves with its id, which is the first attribute of its body. */
  async page(path = "/") {
    const html = await (await this.fetch(path)).text();
    return ID.exec(html)[1];
  }

  /** Opens a socket of a page of this session. */
  socket(id, given) {
    return Socket.connected(this.server, { id, cookie: this.cookie, ...given });
  }
}

/** The application behind a server: it subscribes its pages, and pushes to them. */
export class Application {
  constructor(server) {
    this.server = server;
  }

  ask(what, body, token = this.server.app.project_token) {
    return this.server.call("POST", `/realtime/${what}`, { body, token });
  }

  /** Asks for what it may do. */
  async done(what, body) {
    const answer = await this.ask(what, body);
    assert.equal(answer.status, 204, await answer.text());
  }

  push(message, ...channels) {
    return this.done("push", { message, channels });
  }

  subscribe({ id, key }, ...channels) {
    return this.done("subscribe", { socket_connection_id: id, socket_key: key, channels });
  }

  unsubscribe({ id, key }, ...channels) {
    return this.done("unsubscribe", { socket_connection_id: id, socket_key: key, channels });
  }
}

let pages = 0;

/** Id and key of a page that nobody else has. */
export function invented() {
  pages += 1;
  return { id: `page ${pages}`, key: `key ${pages}` };
}

/** A socket for the time of a test. */
export async function connect(t, server, given) {
  const socket = await Socket.connected(server, given);
  t.after(() => socket.close());
  return socket;
}

export class Socket {
  /** Frames as they were parsed, and their `text`. */
  frames = new Journal();
  /** How it ended: the server's close code, or the status of its answer to the upgrade. */
  ended = new Journal();
  #entered = new Journal();
  #calls = 0;

  /** `key`: in the query. */
  constructor(server, { id, key, cookie, path = "/", headers = {} } = {}) {
    const query = new URLSearchParams();
    if (id !== undefined) query.set("socket_connection_id", id);
    if (key !== undefined) query.set("socket_key", key);
    const sent = cookie ? { Cookie: cookie, ...headers } : headers;
    this.ws = new WebSocket(`${server.url.replace("http", "ws")}${path}?${query}`, { headers: sent });
    this.ws.on("message", (data, binary) => {
      const text = data.toString();
      const frame = { ...JSON.parse(text), text, binary };
      (frame.id === ENTERED ? this.#entered : this.frames).add(frame);
    });
    this.ws.on("close", (code) => this.ended.add({ code }));
    this.ws.on("error", ({ message }) => {
      const status = /^Unexpected server response: (\d+)$/.exec(message)?.[1];
      if (status) this.ended.add({ status: Number(status) });
    });
  }

  /** Resolves when it stands and is heard: nothing else tells that the server knows it by then. */
  static async connected(...given) {
    const socket = new Socket(...given);
    await once(socket.ws, "open", { signal: AbortSignal.timeout(10_000) });
    socket.say({ id: ENTERED, action: "ping" });
    await socket.#entered.find("the answer to the first ping", () => true);
    return socket;
  }

  say(frame) {
    this.ws.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** Asks something; resolves with the answer. */
  ask(action, fields = {}) {
    this.#calls += 1;
    const id = `call ${this.#calls}`;
    this.say({ id, action, ...fields });
    return this.answer(id);
  }

  /** Calls a route; `input` as Ring sends it has the page's id as well, which is not needed. */
  call(method, uri, input) {
    return this.ask("call-route", { method, uri, input });
  }

  /** The answer to what was asked under this id, less what belongs to this journal. */
  async answer(id) {
    const found = await this.frames.find(`the answer to ${id}`, (frame) => frame.id === id);
    const { text, binary, ...answer } = found;
    return answer;
  }

  /** The first push through a channel from frame `from` on: its payload. */
  async push(channel, from = 0) {
    const fits = (frame) => frame.channel === channel && !("id" in frame);
    return (await this.frames.find(`a push through ${channel}`, fits, { from })).payload;
  }

  /** Every push so far, as channel and payload. */
  get pushes() {
    return this.frames.entries
      .filter((frame) => "channel" in frame)
      .map((frame) => [frame.channel, frame.payload]);
  }

  /** Resolves when the server has answered everything that was said before. */
  settled() {
    return this.ask("ping");
  }

  end() {
    return this.ended.find("the end", () => true);
  }

  close() {
    this.ws.terminate();
  }
}

/** An application's own HTTP server behind the calls of pages. */
export class Upstream {
  /** Requests in the order in which they came: `{method, path, headers, params}`. */
  requests = [];

  /** `routes`: by method and path; each is given the request and answers `{status?, type?, headers?, body?}`. */
  constructor(routes) {
    this.server = createServer((request, response) => void this.#answer(routes, request, response));
  }

  async listen() {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #answer(routes, request, response) {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const { method, url, headers } = request;
    const asked = {
      method,
      path: url,
      headers,
      params: JSON.parse(Buffer.concat(pieces).toString() || "{}"),
    };
    this.requests.push(asked);
    const route = routes[`${method} ${url.split("?")[0]}`] ?? (() => ({ status: 404 }));
    const { status = 200, type, headers: more = {}, body = "" } = await route(asked);
    response.writeHead(status, type ? { "Content-Type": type, ...more } : more).end(body);
  }
}
