//! What lists, forms and dialogs of channels say and send.

import type { Capability, Channel, UpdateChannel, Visibility } from "../../api/types";
import { count } from "../../lib/format";
import { parseSort, type Sort } from "../../lib/sort";
import { strings } from "../../lib/strings";

const text = strings.channels;

/** What the address of the list keeps. */
export interface ChannelsSearch {
  q?: string;
  /** `rate` or `-rate`. */
  sort?: string;
}

const KEYS = ["name", "visibility", "subscribers", "members", "rate", "position", "state", "last"];

/** Reads the address; what is nonsense in it is left out. */
export function channelsSearch(raw: Record<string, unknown>): ChannelsSearch {
  const q = raw.q === undefined ? "" : String(raw.q);
  const sort = typeof raw.sort === "string" && parseSort(raw.sort, KEYS) ? raw.sort : undefined;
  return { ...(q ? { q } : {}), ...(sort ? { sort } : {}) };
}

export function sortOf(search: ChannelsSearch): Sort | undefined {
  return parseSort(search.sort, KEYS);
}

/** What a column sorts by. */
export function sortValue(channel: Channel, key: string): string | number | null | undefined {
  switch (key) {
    case "visibility":
      return channel.visibility;
    case "subscribers":
      return channel.subscribers;
    case "members":
      return channel.members;
    case "rate":
      return channel.rate;
    case "position":
      return channel.position;
    case "state":
      return channel.state_version;
    case "last":
      return channel.last_message_at;
    default:
      return channel.name;
  }
}

/** Messages per second: 0 · <0.1 · 0.3 · 12 · 1,240 */
export function rate(perSecond: number): string {
  if (perSecond === 0) return "0";
  if (perSecond < 0.1) return "<0.1";
  return perSecond < 10 ? perSecond.toFixed(1) : count(Math.round(perSecond));
}

/** What goes when a channel is deleted, as a sentence. */
export function consequence(channel: Channel): string {
  const kept = channel.capabilities.includes("persistent") ? channel.position : 0;
  const parts = [
    kept > 0 && `${count(kept)} ${text.messages(kept)}`,
    channel.state_version > 0 && text.deleteState,
    channel.members > 0 && `${count(channel.members)} ${text.members(channel.members)}`,
  ].filter((part) => part !== false);
  const last = parts.pop();
  if (last === undefined) return text.deleteNothing;
  const whole = parts.length > 0 ? `${parts.join(", ")}${text.deleteAnd}${last}` : last;
  const many = parts.length > 0 || kept > 1 || channel.members > 1;
  return text.deleteGoes(whole.charAt(0).toUpperCase() + whole.slice(1), many);
}

/** What can be edited of a channel. */
export interface Traits {
  visibility: Visibility;
  capabilities: Capability[];
  extra: string;
}

export function traitsOf(channel: Channel): Traits {
  const { visibility, capabilities, extra } = channel;
  return { visibility, capabilities: [...capabilities], extra: extra ?? "" };
}

/** The changes between two sets of traits, as the server takes them; nothing if there are none. */
export function updateOf(before: Traits, after: Traits): UpdateChannel | undefined {
  const update: UpdateChannel = {};
  if (before.visibility !== after.visibility) update.visibility = after.visibility;
  if (!sameSet(before.capabilities, after.capabilities)) update.capabilities = after.capabilities;
  if (before.extra !== after.extra) update.extra = after.extra;
  return Object.keys(update).length > 0 ? update : undefined;
}

/** What a change means for those who are in, and who come: one sentence each. */
export function meaningOf(before: Traits, after: Traits, members: number): string[] {
  const says = text.meaning;
  const sentences: string[] = [];
  if (before.visibility !== after.visibility) {
    if (after.visibility !== "private") sentences.push(says[after.visibility]);
    else sentences.push(members > 0 ? says.private(count(members), members === 1) : says.privateEmpty);
  }
  for (const capability of Object.keys(text.capabilities) as Capability[]) {
    const [had, has] = [before.capabilities.includes(capability), after.capabilities.includes(capability)];
    if (had !== has) sentences.push(says[`${capability}${has ? "On" : "Off"}`]);
  }
  return sentences;
}

function sameSet(a: Capability[], b: Capability[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
