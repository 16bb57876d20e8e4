// Published Hop clients, pointed at the server under test, with a journal of what they report.

import { createRequire } from "node:module";
import { leap } from "@onehop/client";
import { Hop } from "@onehop/js";
import { Journal, waitFor } from "./wait.js";

// Its build for `import` does not load in Node: it asks a CommonJS package for a named export.
const { LeapEdgeClient } = createRequire(import.meta.url)("@onehop/leap-edge-js");

/** `@onehop/js` with the app's project token. */
export function backend(server) {
  return new Hop(server.app.project_token, server.url);
}

/** A bare `@onehop/leap-edge-js` client. */
export class EdgeClient {
  /** Connection states. */
  states = new Journal();
  /** Every dispatch: `{channelId, eventType, data}`. */
  events = new Journal();

  /** `Client`: of another version. */
  constructor(server, token, Client = LeapEdgeClient) {
    this.edge = new Client({ projectId: server.app.id, token }, { socketUrl: server.socketUrl });
    this.edge.on("connectionStateUpdate", (state) => this.states.add(state));
    this.edge.on("serviceEvent", (event) => this.events.add(event));
    this.edge.connect();
  }

  connected() {
    return this.states.find("a connection", (state) => state === "connected");
  }

  close() {
    silence(this.edge);
  }
}

/** An `@onehop/client` client. */
export class HopClient {
  /** Connection states. */
  states = new Journal();
  /** Every dispatch: `{channelId, eventType, data}`. */
  events = new Journal();
  /** Messages as the client hands them to an app: `{event, data, channel}`. */
  messages = new Journal();

  constructor(server, token, project = server.app.id) {
    this.client = new leap.Client();
    this.client.on("CONNECTION_STATE_UPDATE", (state) => this.states.add(state));
    this.client.on("SERVICE_EVENT", (event) => this.events.add(event));
    this.client.on("MESSAGE", (message) => this.messages.add(message));
    this.client.connect({ projectId: project, token }, { socketUrl: server.socketUrl, debug: false });
  }

  /** Loses its connection, and comes back when the returned function is called. */
  lose() {
    const edge = this.client.leap;
    const { connect } = edge;
    edge.connect = () => {};
    edge.socket.instance.terminate();
    return () => {
      edge.connect = connect;
      connect();
    };
  }

  static async connected(server, token) {
    const client = new HopClient(server, token);
    await client.states.find("a connection", (state) => state === "connected");
    return client;
  }

  /** Asks to join and waits for the status, as the client's own channel map tells it. */
  async join(channel, status = "available") {
    this.client.subscribeToChannel(channel);
    return this.status(channel, status);
  }

  /** Waits until the client's channel map shows this status; resolves with the entry. */
  status(channel, wanted, within) {
    return this.channel(
      channel,
      `${channel} to be ${wanted}`,
      (entry) => entry.subscription === wanted,
      within,
    );
  }

  /** Waits until the client's entry of the channel matches. */
  channel(channel, what, matches, within) {
    const map = this.client.getChannelStateMap();
    const look = () => {
      const entry = map.get(channel);
      return entry && matches(entry) && entry;
    };
    return waitFor(what, (report) => map.addListener(report), look, within);
  }

  /** The first message with this event name. */
  message(event) {
    return this.messages.find(`message ${event}`, (message) => message.event === event);
  }

  close() {
    silence(this.client.leap);
  }
}

export function closeAll(clients) {
  for (const client of clients) client.close();
}

/**
 * Ends a client when its test is over. The packages offer no way to leave: a closed socket is opened again, for ever.
 */
export function silence(edge) {
  edge.connect.cancel?.();
  edge.connect = () => {};
  edge.removeAllListeners();
  // The first version has the socket itself there.
  const socket = edge.socket?.instance ?? edge.socket;
  clearInterval(edge.heartbeat);
  edge.socket = null;
  // A socket that is ended while it connects reports that as an error.
  socket?.removeAllListeners();
  socket?.on("error", () => {});
  socket?.terminate();
}
