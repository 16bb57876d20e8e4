// One client of each dialect in the same channel, each as its users have it.

import { connect } from "itty-sockets";
import { WebSocket } from "ws";
import { ChannelsClient } from "./channels.js";
import { HopClient } from "./clients.js";
import { Journal, waitFor } from "./wait.js";

globalThis.WebSocket = WebSocket;

/** A browser's page of Pakyow's: its id, its cookie, and the socket that it opens. */
export class Page {
  /** Every frame, as it was parsed. */
  frames = new Journal();
  closed = new Journal();

  /** Opens the page, which is subscribed and connects. */
  static async open(server, channel) {
    const page = new Page();
    page.server = server;
    const response = await fetch(server.url);
    page.cookie = response.headers.getSetCookie()[0].split(";")[0];
    page.id = /data-socket-connection-id="([^"]*)"/.exec(await response.text())[1];
    await page.follow(channel);
    await page.connect();
    return page;
  }

  /** Has the backend subscribe it, as it does for each page that it renders. */
  follow(channel) {
    return this.ask("subscribe", { ...this.self, channels: [channel] });
  }

  get self() {
    return { socket_connection_id: this.id, session: this.cookie.split("=")[1] };
  }

  /** Opens its socket, the first time or again. */
  connect() {
    const url = `${this.server.url.replace("http", "ws")}/?socket_connection_id=${this.id}`;
    this.socket = new WebSocket(url, { headers: { Cookie: this.cookie } });
    this.socket.on("message", (data) => this.frames.add(JSON.parse(data)));
    this.socket.on("close", (code) => this.closed.add({ code }));
    this.socket.on("error", () => {});
    return open(this.socket);
  }

  /** A request of the backend, which has to be a success. */
  async ask(verb, body) {
    const response = await this.server.call("POST", `/realtime/${verb}`, { body });
    if (response.status !== 204) throw new Error(`${verb}: ${response.status} ${await response.text()}`);
  }

  close() {
    this.socket.terminate();
  }
}

/** Resolves when a socket stands. */
export function open(socket) {
  return waitFor(
    "a socket to open",
    (report) => {
      socket.on("open", report).on("error", report);
      return () => socket.off("open", report).off("error", report);
    },
    () => socket.readyState === WebSocket.OPEN,
  );
}

/** A visitor of `connect()`. */
export class Visitor {
  /** What it hands to its listeners. */
  events = new Journal();
  closed = new Journal();

  constructor(server, channel, alias) {
    const url = `${server.url.replace("http", "ws")}/c/${channel}`;
    this.channel = connect(url, { as: alias, announce: true, echo: true, list: true });
    this.channel.on(
      () => true,
      (event) => this.events.add(event),
    );
    this.channel.on("close", () => this.closed.add({}));
  }

  /** Resolves with its own join, from event `from` on. */
  joined(from = 0) {
    return this.events.find("its own join", ({ type, self }) => type === "join" && self, { from });
  }

  close() {
    this.channel.close();
  }
}

const asText = (payload) => (typeof payload === "string" ? payload : JSON.stringify(payload));
const asNamed = (event, payload) => (event === "message" ? payload : { type: event, data: payload });

/** A Leap client, which comes back by itself. */
class Leap {
  name = "leap";

  constructor(persona) {
    this.sender = persona;
  }

  async come(server, channel) {
    this.channel = channel;
    this.token = server.persona(this.sender).token;
    this.client = await HopClient.connected(server, this.token);
    this.heard = this.client.messages;
    await this.client.join(channel);
  }

  async comeBack(mark) {
    const back = { from: mark, within: 20_000 };
    await this.client.states.find("the connection to be back", (state) => state === "connected", back);
    await this.client.status(this.channel, "available");
  }

  get mark() {
    return this.client.states.entries.length;
  }

  say(event, payload) {
    this.client.client.sendMessage(this.channel, event, payload);
  }

  /** How it hears of a message. */
  words({ event, payload }) {
    return { event, data: payload, channel: this.channel };
  }

  plain(message) {
    return message;
  }

  close() {
    this.client.close();
  }
}

/** A client of lisomatrix/Channels, which connects again and asks anew. */
class Channels {
  name = "channels";
  heard = new Journal();

  constructor(client) {
    this.sender = client;
  }

  async come(server, channel) {
    Object.assign(this, { server, channel });
    await this.comeBack();
  }

  async comeBack() {
    await this.client?.ended(15_000);
    this.client = await ChannelsClient.connected(this.server, this.sender);
    const { frames } = this.client;
    let read = 0;
    frames.watch(() => {
      for (; read < frames.entries.length; read++) this.heard.add(frames.entries[read]);
    });
    if (!(await this.client.subscribe(this.channel))) throw new Error("it may not follow the channel");
  }

  async say(event, payload) {
    if (!(await this.client.publish(this.channel, event, asText(payload)))) throw new Error("not published");
  }

  words({ event, payload, sender }) {
    return {
      type: "PUBLISH",
      senderID: sender,
      eventType: event,
      payload: asText(payload),
      channelID: this.channel,
    };
  }

  plain({ timestamp, ...frame }) {
    return frame;
  }

  close() {
    this.client.close();
  }
}

/** A visitor of itty's. */
class Itty {
  name = "itty";

  constructor(alias) {
    this.sender = alias;
  }

  async come(server, channel) {
    this.visitor = new Visitor(server, channel, this.sender);
    this.heard = this.visitor.events;
    await this.visitor.joined();
  }

  async comeBack() {
    await this.visitor.closed.find("the connection to be lost", () => true, { within: 15_000 });
    const from = this.heard.entries.length;
    this.visitor.channel.open();
    await this.visitor.joined(from);
  }

  say(event, payload) {
    this.visitor.channel.send(asNamed(event, payload));
  }

  words({ event, payload }) {
    const message = asNamed(event, payload);
    // `connect()` lays the keys of an object beside it.
    const beside = message !== null && typeof message === "object" ? message : {};
    return { ...beside, message };
  }

  plain({ date, uid, alias, ...event }) {
    return event;
  }

  close() {
    this.visitor.close();
  }
}

/** A page of Pakyow's, whose application publishes. */
class Pakyow {
  name = "pakyow";
  sender = "backend";

  async come(server, channel) {
    this.channel = channel;
    this.page = await Page.open(server, channel);
    this.heard = this.page.frames;
  }

  async comeBack() {
    await this.page.closed.find("the socket to be lost", () => true, { within: 15_000 });
    // A page's subscriptions are gone with the server.
    await this.page.follow(this.channel);
    await this.page.connect();
  }

  say(event, payload) {
    return this.page.ask("push", { message: asNamed(event, payload), channels: this.channel });
  }

  words({ event, payload }) {
    return { payload: asNamed(event, payload), channel: this.channel };
  }

  plain(frame) {
    return frame;
  }

  close() {
    this.page.close();
  }
}

/** One of each, not yet there. */
export function oneOfEach(persona = "Alice", client = "c1", alias = "Ida") {
  return [new Leap(persona), new Channels(client), new Itty(alias), new Pakyow()];
}
