//! The requests that a draft becomes.

import { type Api, ask } from "../../api/client";
import { asApiError } from "../../api/error";
import { count } from "../../lib/format";
import type { Json } from "../../lib/json";
import { type Filling, fillJson, fillText } from "../../lib/placeholders";
import { composer as text } from "../../lib/strings/composer";
import { type Draft, payloadOf } from "./draft";
import type { Plan } from "./run";

/** The message with this number, its placeholders filled. */
export function messageOf(draft: Draft, filling: Filling): { event: string; payload: Json } {
  const read = payloadOf(draft);
  return {
    event: fillText(draft.event, filling),
    payload: read.ok ? fillJson(read.value, filling) : null,
  };
}

/** How a draft without problems is sent; answers are in words. */
export function planOf(api: Api, app: string, draft: Draft): Plan<string> {
  const message = (n: number) =>
    messageOf(draft, { n, now: Date.now(), random: Math.random, uuid: () => crypto.randomUUID() });
  const one = async (n: number): Promise<string> => {
    if (draft.to !== "channel") {
      const { connections, delivered } = await direct(api, app, draft, message(n));
      return connections === 0 ? text.nobody : text.direct(count(delivered), count(connections));
    }
    const { position, stored } = await ask(
      api.POST("/admin/v1/apps/{app}/channels/{channel}/messages", {
        params: { path: { app, channel: draft.channel.trim() } },
        body: { ...message(n), ...(draft.as ? { as_token: draft.as.id } : {}) },
      }),
    );
    return text.published(count(position), stored);
  };
  const many = async (from: number, size: number): Promise<string> => {
    const { first, last, stored } = await ask(
      api.POST("/admin/v1/apps/{app}/channels/{channel}/messages/batch", {
        params: { path: { app, channel: draft.channel.trim() } },
        body: { messages: Array.from({ length: size }, (_, at) => message(from + at)) },
      }),
    );
    return text.publishedMany(count(first), count(last), stored);
  };
  const total = draft.repeat ? Number(draft.count) : 1;
  return {
    total,
    interval: draft.repeat ? Number(draft.interval) : 0,
    // A batch is the backend's.
    batches: total > 1 && draft.to === "channel" && !draft.as,
    send: (from, size) => (size === 1 ? one(from) : many(from, size)),
    failureOf: (thrown) => {
      const { code, message, detail } = asApiError(thrown);
      return { code, message, detail };
    },
  };
}

async function direct(api: Api, app: string, draft: Draft, body: { event: string; payload: Json }) {
  if (draft.to === "connection") {
    const path = { app, connection: draft.connection.trim() };
    return ask(
      api.POST("/admin/v1/apps/{app}/connections/{connection}/messages", { params: { path }, body }),
    );
  }
  const path = { app, token: draft.token?.id ?? "" };
  return ask(api.POST("/admin/v1/apps/{app}/tokens/{token}/messages", { params: { path }, body }));
}
