//! Code that publishes one given message, as the backend.

import { type Ingredients, part, quoted, shell } from "./ingredients";

export interface SaidMessage {
  channel: string;
  event: string;
  /** JSON text. */
  payload: string;
}

type From = Pick<Ingredients, "projectToken" | "restUrl">;

/** Without any library. */
export function messageCurl(
  { projectToken, restUrl }: From,
  { channel, event, payload }: SaidMessage,
): string {
  return `curl -X POST ${shell(`${restUrl}/v1/channels/${part(channel)}/messages`)} \\
  -H ${shell(`Authorization: ${projectToken}`)} \\
  -H 'Content-Type: application/json' \\
  -d ${shell(`{"e":${quoted(event)},"d":${payload}}`)}
`;
}

/** With `@onehop/js`. */
export function messageScript(
  { projectToken, restUrl }: From,
  { channel, event, payload }: SaidMessage,
): string {
  return `// npm install @onehop/js
import { Hop } from "@onehop/js";

const hop = new Hop(
  ${quoted(projectToken)},
  ${quoted(restUrl)},
);

await hop.channels.publishMessage(${quoted(channel)}, ${quoted(event)}, ${payload});
`;
}
