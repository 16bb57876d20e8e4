//! Simulated clients of the pictures: four lanes, each in another state.

import type { components } from "../../api/schema.gen";
import type { StreamListener } from "../carrier";
import { APP_ID, ada, alice, bob, connections, server } from "./world";

type Schemas = components["schemas"];

const START = Date.now();

const line = (ago: number, sent: boolean, text: string): Schemas["SimulatedEntry"] => ({
  at: START - ago,
  sent,
  text,
});

function client(
  id: number,
  dialect: string,
  label: string,
  rest: Partial<Schemas["SimulatedClient"]>,
): Schemas["SimulatedClient"] {
  return {
    id,
    server: server.id,
    app: APP_ID,
    dialect,
    label,
    state: "open",
    channels: [],
    sent: 0,
    received: 0,
    log: [],
    ...rest,
  };
}

const clients: Schemas["SimulatedClient"][] = [
  client(1, "leap", alice.label, {
    token: alice.token ?? null,
    connection: connections[0]?.id ?? null,
    channels: [
      { name: "lobby", state: "joined" },
      { name: "backstage", state: "waiting" },
    ],
    sent: 3,
    received: 1204,
    log: [
      line(9000, true, "subscribe lobby"),
      line(8800, false, 'AVAILABLE lobby {"topic":"Launch at nine"}'),
      line(8000, true, 'publish lobby greet {"text":"hi"}'),
      line(7900, false, 'MESSAGE lobby greet {"text":"hello Alice"}'),
      line(4000, true, "subscribe backstage"),
      line(1200, false, 'MESSAGE lobby tick {"n":148}'),
    ],
  }),
  client(2, "channels", ada.label, {
    token: ada.token ?? null,
    connection: connections[2]?.id ?? null,
    state: "silent",
    channels: [{ name: "lobby", state: "joined" }],
    received: 212,
    log: [
      line(30_000, true, "SUBSCRIBE lobby"),
      line(29_000, false, "ACK subscribe lobby"),
      line(20_000, false, 'PUBLISH tick lobby {"n":101}'),
    ],
  }),
  client(3, "leap", bob.label, {
    token: bob.token ?? null,
    state: "refused",
    reason: "the token was revoked: INVALID_AUTH",
    log: [line(5000, true, "IDENTIFY"), line(4900, false, "INVALID_AUTH")],
  }),
  client(4, "itty", "anonymous", {
    connection: connections[3]?.id ?? null,
    state: "gone",
    reason: "its connection was dropped here",
    channels: [{ name: "room", state: "refused" }],
    sent: 12,
    received: 40,
    log: [line(60_000, true, '{"text":"hi"}'), line(59_000, false, '{"type":"join","total":2}')],
  }),
];

/** Plays the stream of simulated clients; returns how to close it. */
export function playSimulated(empty: boolean, listener: StreamListener): () => void {
  const timer = setTimeout(() => {
    listener.opened();
    listener.frame(JSON.stringify({ clients: empty ? [] : clients }));
  });
  return () => clearTimeout(timer);
}
