//! The way of a message of the pictures: to three connections, of which one is slow.

import type { components } from "../../api/schema.gen";
import { APP_ID, ada, alice, anonymous, connections } from "./world";

type Schemas = components["schemas"];

/** What is asked about the way of a message; nothing for other questions. `row` is the event that was asked for. */
export function readJourneys(
  path: string,
  row: (id: number) => Schemas["Traffic"] | undefined,
): Schemas["Journey"] | undefined {
  const [, id] = /^\/admin\/v1\/journeys\/(\d+)$/.exec(path) ?? [];
  const found = id === undefined ? undefined : row(Number(id));
  if (found?.kind !== "message" || found.channel == null) return undefined;
  const [first, second, third, fourth] = connections.map((one) => one.id);
  return {
    id: found.id,
    app: APP_ID,
    channel: found.channel,
    at: found.at,
    position: found.position ?? null,
    kept: true,
    stored_us: 1840,
    matched: 4,
    written: 2,
    queued: 1,
    skipped: 1,
    connections: [
      {
        connection: first ?? "",
        who: alice,
        dialect: "leap",
        outcome: "skipped",
        why: "echo_off",
      },
      { connection: second ?? "", who: alice, dialect: "leap", outcome: "queued", after_us: 212_000 },
      { connection: third ?? "", who: ada, dialect: "channels", outcome: "written", after_us: 48_200 },
      { connection: fourth ?? "", who: anonymous, dialect: "itty", outcome: "written", after_us: 410 },
    ],
  };
}
