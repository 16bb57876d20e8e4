import { expect, it, vi } from "vitest";
import type { History } from "../../api/types";
import type { Line } from "./story";
import { type Part, StoryReader } from "./story-reader";

const line = (position: number): Line => ({
  position,
  event: "tick",
  payload: null,
  sender: { kind: "backend", label: "backend" },
  at: new Date(position * 1000).toISOString(),
});

/** A channel that has kept so many messages, two to a page. */
function channel(kept: number) {
  const room = { newest: kept, asked: [] as Part[] };
  const read = async (part: Part): Promise<History> => {
    room.asked.push(part);
    const all = Array.from({ length: room.newest }, (_, at) => line(at + 1));
    const { before, after, since } = part;
    const fits = all.filter(
      ({ position, at }) =>
        position < (before ?? 1e9) && position > (after ?? 0) && (since === undefined || at >= since),
    );
    const first = after !== undefined || since !== undefined;
    return { messages: first ? fits.slice(0, 2) : fits.slice(-2), oldest: 1, newest: room.newest };
  };
  return { room, read };
}

const shown = (reader: StoryReader) => reader.get().story.lines.map((one) => one.position);

it("begins with the newest, keeps what came meanwhile, and reads older pages on demand", async () => {
  const { room, read } = channel(6);
  const reader = new StoryReader(read, true);
  const beginning = reader.latest();
  reader.live([line(7)]);
  room.newest = 7;
  await beginning;
  await vi.waitFor(() => expect(shown(reader)).toEqual([5, 6, 7]));
  await reader.older();
  expect(shown(reader)).toEqual([3, 4, 5, 6, 7]);
  expect(room.asked).toContainEqual({ before: 5 });
});

it("fills what the stream left out, page by page", async () => {
  const { room, read } = channel(2);
  const reader = new StoryReader(read, true);
  await reader.latest();
  room.newest = 7;
  reader.live([line(7)]);
  await vi.waitFor(() => expect(shown(reader)).toEqual([1, 2, 3, 4, 5, 6, 7]));
  expect(reader.get().story.tail).toBe(true);
});

it("jumps to an instant, and from there on to the newest", async () => {
  const { read } = channel(9);
  const reader = new StoryReader(read, true);
  await reader.latest();
  expect(await reader.since(new Date(3000).toISOString())).toBe(true);
  expect([shown(reader), reader.get().story.tail]).toEqual([[3, 4], false]);
  await reader.newer();
  expect(shown(reader)).toEqual([3, 4, 5, 6]);
  await reader.latest();
  expect(shown(reader)).toEqual([8, 9]);
});

it("stays where it is when nothing is as late as the instant", async () => {
  const { read } = channel(4);
  const reader = new StoryReader(read, true);
  await reader.latest();
  expect(await reader.since(new Date(99_000).toISOString())).toBe(false);
  expect(shown(reader)).toEqual([3, 4]);
});

it("loses nothing that comes while it begins anew, whether that works or not", async () => {
  const { room, read } = channel(2);
  const reader = new StoryReader(read, true);
  await reader.latest();
  const again = reader.latest();
  reader.live([line(3)]);
  await again;
  expect(shown(reader)).toEqual([1, 2, 3]);
  room.newest = 3;
  const jump = reader.since(new Date(99_000).toISOString());
  reader.live([line(4)]);
  await jump;
  expect(shown(reader)).toEqual([1, 2, 3, 4]);
});

it("keeps what it has when a page cannot be read, and says why", async () => {
  const { read } = channel(4);
  let broken = false;
  const reader = new StoryReader((part) => (broken ? Promise.reject(new Error("away")) : read(part)), true);
  await reader.latest();
  broken = true;
  await reader.older();
  expect([shown(reader), String(reader.get().error)]).toEqual([[3, 4], "Error: away"]);
  broken = false;
  await reader.older();
  expect([shown(reader), reader.get().error]).toEqual([[1, 2, 3, 4], undefined]);
});

it("reads what came while the stream was down", async () => {
  const { room, read } = channel(2);
  const reader = new StoryReader(read, true);
  await reader.latest();
  room.newest = 4;
  reader.resume();
  await vi.waitFor(() => expect(shown(reader)).toEqual([1, 2, 3, 4]));
});
