// A client of our own that says and shows frames as they are.

import { inflateSync } from "node:zlib";
import { WebSocket } from "ws";
import { Journal } from "./wait.js";

export class RawClient {
  /** What the server said: `{op, d, text, binary, at}`, `at` in milliseconds, `binary` for compressed frames. */
  frames = new Journal();
  /** How the server ended it: `{code, reason}`. */
  closed = new Journal();

  constructor(server, path = "/ws") {
    this.socket = new WebSocket(server.url.replace("http", "ws") + path);
    this.socket.on("message", (data, binary) => {
      const text = (binary ? inflateSync(data) : data).toString();
      this.frames.add({ ...JSON.parse(text), text, binary, at: performance.now() });
    });
    this.socket.on("close", (code, reason) => this.closed.add({ code, reason: reason.toString() }));
    this.socket.on("error", () => {});
  }

  /** A client that has been let in. */
  static async connected(server, token, path) {
    const client = new RawClient(server, path);
    await client.hello();
    client.identify(server.app.id, token);
    await client.dispatch("INIT");
    return client;
  }

  say(frame) {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  identify(project, token) {
    this.say({ op: 2, d: { project_id: project, token } });
  }

  /** Says an event of a client. */
  ask(event, channel, data = null) {
    this.say({ op: 0, d: { c: channel, e: event, d: data } });
  }

  hello() {
    return this.frames.find("HELLO", (frame) => frame.op === 1);
  }

  /** The first event of this kind from frame `from` on: its `d`, with all of `c`, `u`, `e`, `d`. */
  async dispatch(event, { channel, ...when } = {}) {
    const fits = ({ op, d }) => op === 0 && d.e === event && (channel === undefined || d.c === channel);
    return (await this.frames.find(event, fits, when)).d;
  }

  /** Every event so far, of this kind if one is named. */
  dispatches(event) {
    const all = this.frames.entries.filter((frame) => frame.op === 0).map((frame) => frame.d);
    return event ? all.filter(({ e }) => e === event) : all;
  }

  /** Resolves when the server has read everything that was said before, and said what it has to say about it. */
  async settled() {
    // What goes to a whole channel goes out when all that was read together has been read; a second question is not
    // read together with the first.
    for (let question = 0; question < 2; question++) {
      const from = this.frames.entries.length;
      this.ask("PIPE_ROOM_SUBSCRIBE", null, { join_token: "settled" });
      await this.dispatch("PIPE_ROOM_UNAVAILABLE", { from });
    }
  }

  ended(within) {
    return this.closed.find("the end", () => true, { within });
  }

  close() {
    this.socket.terminate();
  }
}
