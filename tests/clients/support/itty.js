// The published `connect()`, pointed at the server under test, and the class of its guide, which is in no package.

import { connect } from "itty-sockets";
import { WebSocket } from "ws";
import { Journal } from "./wait.js";

/** The socket of the latest connection that was begun. */
let latest;

/** `ws` as a browser has it: a failed connection that nobody listens to is no uncaught error. */
class BrowserSocket extends WebSocket {
  /** Codes of the server's close frames. */
  codes = new Journal();
  /** Why it did not connect, by the status of the server's answer. */
  refusals = new Journal();

  constructor(...given) {
    super(...given);
    latest = this;
    this.on("close", (code) => this.codes.add(code));
    this.on("error", ({ message }) => {
      const status = /^Unexpected server response: (\d+)$/.exec(message)?.[1];
      if (status) this.refusals.add(Number(status));
    });
  }

  /** Resolves with the code with which the connection ended. */
  code() {
    return this.codes.find("the connection to end", () => true);
  }

  /** Resolves with the status that the server gave in place of a connection. */
  refused() {
    return this.refusals.find("the connection to be refused", () => true);
  }
}

globalThis.WebSocket = BrowserSocket;

/** A client of `connect()`, with a journal of every event that it hands to its listeners. */
export class Visitor {
  /** Events as the client makes them: `{type?, uid?, alias?, date, …}`, with the payload's own keys beside. */
  events = new Journal();

  /** Begins to connect; `channel` is behind `/c/`, or a path if it begins with `/`. */
  constructor(server, channel, options) {
    const path = channel.startsWith("/") ? channel : `/c/${channel}`;
    this.channel = connect(`${server.url.replace("http", "ws")}${path}`, options);
    this.channel.on(
      () => true,
      (event) => this.events.add(event),
    );
    this.socket = latest;
  }

  /** Connects again. */
  open() {
    this.channel.open();
    this.socket = latest;
  }

  /** Resolves with its own join. */
  joined(from = 0) {
    return this.events.find("its own join", ({ type, self }) => type === "join" && self, { from });
  }

  /** The first event of that type, from event `from` on, that matches. */
  told(type, matches = () => true, from = 0) {
    return this.events.find(`${type}`, (event) => event.type === type && matches(event), { from });
  }

  /** The first message with that payload, a text. */
  heard(text) {
    return this.events.find(`message ${text}`, ({ type, message }) => !type && message === text);
  }

  /** Payloads of all messages so far that are texts. */
  get texts() {
    return this.events.entries.filter(({ type }) => type === undefined).map(({ message }) => message);
  }

  leave() {
    this.socket.terminate();
  }
}

/** The class as it is documented, with the server's address in place of its own. */
export class IttySocket {
  listeners = {};

  /** `base`: `ws://host:port`; `apiKey`: `""` for none. */
  constructor(base, channel, { apiKey = "demo" } = {}) {
    this.url = apiKey ? `${base}/${apiKey}/${channel}` : `${base}/${channel}`;
    this.open();
  }

  open() {
    this.ws = new BrowserSocket(this.url);
    this.ws.onmessage = ({ data }) => {
      let frame;
      try {
        frame = JSON.parse(data);
      } catch {
        return;
      }
      for (const handler of this.listeners[frame?.type] ?? []) handler(frame.data);
    };
    this.ws.onclose = () => {
      this.timer = setTimeout(() => this.open(), 1_000);
    };
  }

  subscribe(type, handler) {
    this.listeners[type] ??= [];
    this.listeners[type].push(handler);
    return () => {
      this.listeners[type] = this.listeners[type].filter((one) => one !== handler);
    };
  }

  send(type, data) {
    if (this.ws.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify({ type, data }));
  }
}

/** How begins what clients say to see that they are in. */
const ENTERED = '{"type":"entered-';

let entries = 0;

/** A client of the class, with a journal of all frames but those. */
export class Guest {
  /** Texts of frames, as they came. */
  frames = new Journal();
  /** Its sockets, as they have connected. */
  sockets = new Journal();
  /** What clients say to see that they are in. */
  #entries = new Journal();

  constructor(base, channel, options) {
    const guest = this;
    this.client = new (class extends IttySocket {
      open() {
        super.open();
        const { ws } = this;
        ws.on("open", () => guest.sockets.add(ws));
        ws.on("message", (data) => {
          const text = data.toString();
          if (text.startsWith(ENTERED)) guest.#entries.add(text);
          else guest.frames.add(text);
        });
      }
    })(base, channel, options);
  }

  get socket() {
    return this.client.ws;
  }

  /** Resolves when it has connected, to whatever but `lost`. */
  opened(lost) {
    return this.sockets.find("the class to connect", (socket) => socket !== lost);
  }

  /** Resolves when it is in its channel, which nothing tells: it hears itself from then on. */
  async entered(lost) {
    await this.opened(lost);
    const mark = `${ENTERED}${entries++}"}`;
    this.socket.send(mark);
    await this.#entries.find("its own voice", (text) => text === mark);
  }

  /** The next data that a subscription of this type is handed. */
  data(type, from = 0) {
    const of = (text) => JSON.parse(text).type === type;
    return this.frames.find(type, of, { from }).then((text) => JSON.parse(text).data);
  }

  leave() {
    this.socket.onclose = null;
    clearTimeout(this.client.timer);
    this.socket.terminate();
  }
}
