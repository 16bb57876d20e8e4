import { describe, expect, it } from "vitest";
import type { Channel } from "../../api/types";
import { channelsSearch, consequence, meaningOf, rate, sortValue, traitsOf, updateOf } from "./model";

const room: Channel = {
  name: "room",
  visibility: "public",
  capabilities: ["persistent", "client_publish"],
  closed: false,
  created_at: "2026-01-31T12:00:00Z",
  subscribers: 2,
  members: 3,
  rate: 0,
  position: 1204,
  state_version: 7,
};

describe("the address of the list", () => {
  it("keeps search and order, and nothing else", () => {
    expect(channelsSearch({ q: "room", sort: "-rate", other: 1 })).toEqual({ q: "room", sort: "-rate" });
    expect(channelsSearch({ q: 42 })).toEqual({ q: "42" });
    expect(channelsSearch({ q: "", sort: "colour" })).toEqual({});
  });

  it("sorts by what a column shows", () => {
    expect(["name", "members", "state", "last"].map((key) => sortValue(room, key))).toEqual([
      "room",
      3,
      7,
      undefined,
    ]);
  });
});

it("shows rates short", () => {
  expect([0, 0.02, 0.34, 9.96, 12.4, 1240].map(rate)).toEqual(["0", "<0.1", "0.3", "10.0", "12", "1,240"]);
});

describe("deleting a channel", () => {
  it("says what goes with it", () => {
    expect(consequence(room)).toBe(
      "1,204 messages, its state and 3 members go with it. This cannot be taken back.",
    );
    expect(consequence({ ...room, members: 0 })).toContain("1,204 messages and its state go");
    expect(consequence({ ...room, position: 1, state_version: 0, members: 0 })).toContain("1 message goes");
    expect(consequence({ ...room, position: 0, members: 0 })).toContain("Its state goes");
  });

  it("counts no messages that were not kept", () => {
    const bare = { ...room, capabilities: [], members: 0, state_version: 0 };
    expect(consequence(bare)).toContain("nothing in it");
  });
});

describe("editing a channel", () => {
  const before = traitsOf(room);

  it("sends only what was changed", () => {
    expect(updateOf(before, { ...before, capabilities: ["client_publish", "persistent"] })).toBeUndefined();
    expect(updateOf(before, { ...before, visibility: "private", extra: "x" })).toEqual({
      visibility: "private",
      extra: "x",
    });
    expect(updateOf({ ...before, extra: "x" }, before)).toEqual({ extra: "" });
  });

  it("says what it means for who is in", () => {
    const after = { ...before, visibility: "private" as const, capabilities: ["ephemeral" as const] };
    const said = meaningOf(before, after, 3);
    expect(said).toHaveLength(4);
    expect(said[0]).toContain("The 3 members that are in stay in");
    expect(said.join(" ")).toContain("no longer kept");
    expect(said.join(" ")).toContain("is deleted");
    expect(said.join(" ")).toContain("only the backend speaks");
    expect(meaningOf(before, { ...before, visibility: "private" }, 0)[0]).not.toContain("stay in");
    expect(meaningOf(before, before, 3)).toEqual([]);
  });
});
