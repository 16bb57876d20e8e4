//! How a message that is written, sent or saved is told in a line.

import { count, middle } from "../../lib/format";
import { composer as text } from "../../lib/strings/composer";
import type { To } from "./draft";
import type { Progress } from "./run";

interface Aimed {
  to: To;
  channel: string;
  token: { label: string } | null;
  connection: string;
}

/** Whom it is for. */
export function targetOf({ to, channel, token, connection }: Aimed): string {
  if (to === "channel") return channel.trim() || text.noTarget.channel;
  if (to === "token") return token?.label ?? text.noTarget.token;
  return connection.trim() ? middle(connection.trim(), 10, 6) : text.noTarget.connection;
}

/** "37 of 100 sent, 0 refused". */
export function progressOf({ total, sent, refused, stopped }: Progress<string>): string {
  const said = text.progress(count(sent), count(total), count(refused));
  return stopped ? `${said}, ${text.stopped}` : said;
}
