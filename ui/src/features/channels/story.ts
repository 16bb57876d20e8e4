//! What a channel says, as one list: pages of its history, and what comes live. Positions leave no doubt about the order.

import type { History, Message, Traffic } from "../../api/types";
import { parse } from "../../lib/json";

/** A message on the list. */
export interface Line extends Message {
  /** Only the beginning of the payload came: text, and no JSON. */
  cut?: string;
}

export interface Story {
  /** By position, without doubles; of a channel that keeps its messages also without holes. */
  lines: readonly Line[];
  /** Position of the oldest message that is kept. */
  oldest: number | undefined;
  /** Position of the newest message of the channel, shown or not. */
  newest: number;
  /** The list reaches to the newest: what comes is appended. Else it waits and is only counted. */
  tail: boolean;
  /** Came while the list does not reach to the newest. */
  waiting: number;
  /** Position after which messages are missing, and have to be read; nothing if none are. */
  hole: number | undefined;
  /** Messages of a channel that keeps none which were never seen here. */
  missed: number;
}

/** Lines that are held while the list grows at its end; older ones can be loaded again. */
export const HELD = 5000;

export const nothing: Story = {
  lines: [],
  oldest: undefined,
  newest: 0,
  tail: true,
  waiting: 0,
  hole: undefined,
  missed: 0,
};

/** Begins with a page: the newest messages, or those from some point in time on. */
export function begun(page: History): Story {
  const last = page.messages.at(-1)?.position;
  const tail = last === undefined || last >= page.newest;
  return { ...nothing, lines: page.messages, oldest: page.oldest ?? undefined, newest: page.newest, tail };
}

/** Puts an older page before the list. */
export function withOlder(story: Story, page: History): Story {
  const first = story.lines[0]?.position ?? Number.POSITIVE_INFINITY;
  const older = page.messages.filter((message) => message.position < first);
  return {
    ...story,
    lines: [...older, ...story.lines],
    oldest: page.oldest ?? undefined,
    newest: Math.max(story.newest, page.newest),
  };
}

/** Puts a newer page, or what fills a hole, after the list. */
export function withNewer(story: Story, page: History): Story {
  const last = story.lines.at(-1)?.position ?? 0;
  const newer = page.messages.filter((message) => message.position > last);
  const lines = [...story.lines, ...newer];
  const newest = Math.max(story.newest, page.newest);
  const end = lines.at(-1)?.position ?? 0;
  const tail = end >= newest || newer.length === 0;
  return {
    ...story,
    lines,
    newest,
    tail,
    waiting: tail ? 0 : newest - end,
    hole: !tail && story.hole !== undefined ? end : undefined,
    oldest: page.oldest ?? story.oldest,
  };
}

/** Takes in what came live. `kept`: the channel keeps its messages, so a hole can be filled. */
export function withLive(story: Story, live: readonly Line[], kept: boolean): Story {
  const fresh = live.filter((line) => line.position > story.newest);
  if (fresh.length === 0) return story;
  const newest = fresh.at(-1)?.position ?? story.newest;
  if (!story.tail || story.hole !== undefined) {
    return { ...story, newest, waiting: story.waiting + newest - story.newest };
  }
  const end = story.lines.at(-1)?.position ?? story.newest;
  const missing = (fresh[0]?.position ?? 0) - Math.max(end, story.newest) - 1;
  if (missing > 0 && kept) return { ...story, newest, hole: end };
  const lines = [...story.lines, ...fresh];
  return {
    ...story,
    newest,
    lines: lines.length > HELD ? lines.slice(-HELD) : lines,
    // Nothing was seen before the first one: nothing was missed either.
    missed: story.missed + (story.newest > 0 && missing > 0 ? missing : 0),
  };
}

/** Messages before the list that can still be read. */
export function olderThan({ lines, oldest, newest }: Story): number {
  const first = lines[0]?.position ?? newest + 1;
  return oldest === undefined ? 0 : Math.max(first - oldest, 0);
}

/** Position before which messages were removed, once the list shows the oldest that is kept. */
export function removedBefore(story: Story): number | undefined {
  const { oldest } = story;
  return oldest !== undefined && oldest > 1 && olderThan(story) === 0 ? oldest : undefined;
}

/** The messages of one channel among what the stream brought. */
export function linesOf(traffic: readonly Traffic[], app: string, channel: string): Line[] {
  return traffic.flatMap((row): Line[] => {
    if (row.kind !== "message" || row.channel !== channel || row.app !== app || row.position == null)
      return [];
    const { position, event, who, payload } = row;
    const parsed = payload == null ? { ok: true as const, value: null } : parse(payload);
    const sender = who ?? { kind: "backend" as const, label: "" };
    const at = new Date(row.at).toISOString();
    const line = { position, event: event ?? "", sender, at };
    return [parsed.ok ? { ...line, payload: parsed.value } : { ...line, payload: null, cut: payload ?? "" }];
  });
}
