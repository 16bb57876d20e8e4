import { describe, expect, it } from "vitest";
import { type Entry, fitting, type Group } from "./entries";

const entry = (group: Group, label: string): Entry => ({
  id: `${group} ${label}`,
  group,
  label,
  run: () => {},
});

const all = [
  entry("pages", "Go to Channels"),
  entry("pages", "Go to Live"),
  entry("verbs", "Create channel"),
  entry("channels", "lobby"),
  entry("channels", "live-room"),
  entry("apps", "Lively"),
];

describe("fitting", () => {
  it("offers everything, verbs of the page first, when nothing is typed", () => {
    expect(fitting(all, "").map((one) => one.group)).toEqual([
      "verbs",
      "pages",
      "pages",
      "channels",
      "channels",
      "apps",
    ]);
  });

  it("puts the group of the best entry first and keeps groups together", () => {
    const found = fitting(all, "live");
    expect(found.map((one) => one.label)).toEqual(["Lively", "Go to Live", "live-room"]);
  });

  it("leaves out what does not fit", () => {
    expect(fitting(all, "zzz")).toEqual([]);
  });

  it("shows a few of each group only", () => {
    const many = Array.from({ length: 40 }, (_, n) => entry("channels", `room-${n}`));
    expect(fitting([...many, entry("pages", "Go to rooms")], "room")).toHaveLength(7);
  });
});
