//! Messages that are kept under a name, in folders. Whoever they are for or from is kept without the credential.

import { fieldsOf, listOf, rememberedValue, textOf } from "../../lib/remembered";
import type { Store } from "../../lib/store";
import { composer as text } from "../../lib/strings/composer";
import { tailOf } from "../../lib/token-tail";
import type { Draft, Persona, To } from "./draft";

const VERSION = 1;

/** What is kept at most, so that all of it fits. */
const MOST = 200;
const MOST_CHARS = 45_000;
const MOST_NAME = 80;

/** A token or client by its public end. */
export interface Somebody {
  tail: string;
  label: string;
}

export interface SavedMessage {
  folder: string;
  name: string;
  to: To;
  channel: string;
  token: Somebody | null;
  connection: string;
  as: Somebody | null;
  event: string;
  payload: string;
}

interface Kept {
  version: number;
  messages: SavedMessage[];
}

export function savedMessages(): Store<Kept> {
  return rememberedValue<Kept>("switchboard.saved-messages", { version: VERSION, messages: [] }, (kept) => {
    const { version, messages } = fieldsOf(kept);
    return version === VERSION
      ? { version: VERSION, messages: listOf(messages, MOST, readMessage) }
      : undefined;
  });
}

function readMessage(item: unknown): SavedMessage | undefined {
  const fields = fieldsOf(item);
  const of = (name: string, most: number) => textOf(fields[name], most);
  const [folder, name, event] = [of("folder", MOST_NAME), of("name", MOST_NAME), of("event", 256)];
  const [payload, channel, connection] = [
    of("payload", MOST_CHARS),
    of("channel", 256),
    of("connection", 256),
  ];
  const to = (["channel", "token", "connection"] as const).find((one) => one === fields.to);
  if (folder === undefined || !name || event === undefined || payload === undefined || !to) return undefined;
  return {
    folder,
    name,
    to,
    channel: channel ?? "",
    token: readSomebody(fields.token),
    connection: connection ?? "",
    as: readSomebody(fields.as),
    event,
    payload,
  };
}

function readSomebody(kept: unknown): Somebody | null {
  const { tail, label } = fieldsOf(kept);
  const [end, name] = [textOf(tail, 300), textOf(label, 300)];
  return end && name !== undefined ? { tail: end, label: name } : null;
}

const somebody = (one: Persona | null): Somebody | null => one && { tail: tailOf(one.id), label: one.label };

/** `folder/name` as it is typed: what stands before the last slash is the folder. */
export function placeOf(typed: string): { folder: string; name: string } {
  const at = typed.lastIndexOf("/");
  return { folder: at < 0 ? "" : typed.slice(0, at).trim(), name: typed.slice(at + 1).trim() };
}

const inPlace = (a: { folder: string; name: string }) => (b: SavedMessage) =>
  a.folder === b.folder && a.name === b.name;

type Saved = { ok: true; messages: SavedMessage[] } | { ok: false; reason: string };

/** All, with one more, or one in place of what has the same name. */
export function withSaved(all: SavedMessage[], typed: string, draft: Draft): Saved {
  const place = placeOf(typed);
  const wrong = wrongPlace(place);
  if (wrong) return { ok: false, reason: wrong };
  const { to, channel, connection, event, payload } = draft;
  const target = { to, channel, token: somebody(draft.token), connection, as: somebody(draft.as) };
  const messages = [...all.filter((one) => !inPlace(place)(one)), { ...place, ...target, event, payload }];
  return fits(messages);
}

/** All, with one under another name. */
export function withRenamed(all: SavedMessage[], saved: SavedMessage, typed: string): Saved {
  const place = placeOf(typed);
  const wrong = wrongPlace(place);
  if (wrong) return { ok: false, reason: wrong };
  if (!inPlace(place)(saved) && all.some(inPlace(place)))
    return { ok: false, reason: text.saved.taken(typed) };
  return fits(all.map((one) => (one === saved ? { ...one, ...place } : one)));
}

function wrongPlace({ folder, name }: { folder: string; name: string }): string | undefined {
  if (name === "") return text.saved.noName;
  return Math.max(folder.length, name.length) > MOST_NAME ? text.saved.longName(MOST_NAME) : undefined;
}

function fits(messages: SavedMessage[]): Saved {
  if (messages.length > MOST) return { ok: false, reason: text.saved.tooMany(MOST) };
  if (JSON.stringify(messages).length > MOST_CHARS) return { ok: false, reason: text.saved.tooMuch };
  return { ok: true, messages };
}

/** By folder, both in order; what is in none comes first. */
export function foldersOf(all: readonly SavedMessage[]): [string, SavedMessage[]][] {
  const folders = new Map<string, SavedMessage[]>();
  for (const one of all) folders.set(one.folder, [...(folders.get(one.folder) ?? []), one]);
  const order = (a: string, b: string) => a.localeCompare(b);
  return [...folders]
    .map(([folder, list]): [string, SavedMessage[]] => [folder, list.sort((a, b) => order(a.name, b.name))])
    .sort(([a], [b]) => order(a, b));
}
