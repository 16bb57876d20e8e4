// A client that speaks Leap, as much of it as the tests of the dashboard need.

import { WebSocket } from "ws";

const LIMIT_MS = 10_000;

export class Client {
  #socket;
  #heard = [];
  #waiting = new Set();
  /** Code and reason of the close, once it came. */
  closed;

  /** Connects and is let in. Without a token it is anonymous. */
  static async connect(server, token) {
    const client = new Client();
    client.#socket = new WebSocket(`ws://${server.ready.listen}/ws`, {
      headers: { origin: "http://localhost:3000" },
    });
    client.#socket.on("message", (text) => client.#hear(JSON.parse(text)));
    client.#socket.on("close", (code, reason) => {
      client.closed = { code, reason: reason.toString() };
      client.#hear({ closed: client.closed });
    });
    client.#socket.on("error", () => undefined);
    await client.until((frame) => frame.op === 1);
    client.#say({ op: 2, d: { project_id: server.app.id, ...(token ? { token } : {}) } });
    const { d } = await client.until((frame) => frame.d?.e === "INIT" || frame.closed);
    client.id = d?.d.cid;
    return client;
  }

  #say(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  #hear(frame) {
    // A heartbeat of the server's wants its answer at once.
    if (frame.op === 3) this.#say({ op: 3, d: frame.d });
    this.#heard.push(frame);
    for (const look of this.#waiting) look();
  }

  /** Asks to join a channel; does not wait for the answer. */
  subscribe(channel) {
    this.#say({ op: 0, d: { c: channel, e: "SUBSCRIBE", d: null } });
  }

  /** Joins a channel. */
  async join(channel) {
    this.subscribe(channel);
    await this.event("AVAILABLE", channel);
  }

  publish(channel, event, data) {
    this.#say({ op: 0, d: { c: channel, e: "MESSAGE", d: { e: event, d: data } } });
  }

  /** Waits for a dispatch of that name; answers its data. */
  async event(name, channel) {
    const frame = await this.until(
      ({ op, d }) => op === 0 && d.e === name && (channel === undefined || d.c === channel),
    );
    return frame.d.d;
  }

  /** Has a dispatch of that name come that nobody asked for yet? */
  heard(name) {
    return this.#heard.some(({ op, d }) => op === 0 && d.e === name);
  }

  /** Waits until the server has closed the connection. */
  async gone() {
    // A connect that is refused has taken the frame that says so.
    if (!this.closed) await this.until((frame) => frame.closed);
    return this.closed;
  }

  /** The first frame that fits and was not given out before. */
  until(fits) {
    return new Promise((done, fail) => {
      const look = () => {
        const at = this.#heard.findIndex(fits);
        if (at < 0) return;
        clearTimeout(late);
        this.#waiting.delete(look);
        done(this.#heard.splice(at, 1)[0]);
      };
      const late = setTimeout(() => {
        this.#waiting.delete(look);
        fail(new Error(`heard only ${JSON.stringify(this.#heard)}`));
      }, LIMIT_MS);
      this.#waiting.add(look);
      look();
    });
  }

  /** Leaves without a word. */
  drop() {
    this.#socket.terminate();
  }
}
