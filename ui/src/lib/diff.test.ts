import { describe, expect, it } from "vitest";
import { changesOf, inOrderOf, lineDiff, merged } from "./diff";
import type { Json } from "./json";

/** Both texts, read back from the difference. */
function ends(before: string, after: string) {
  const lines = lineDiff(before, after);
  const text = (without: string) =>
    lines
      .filter((line) => line.kind !== without)
      .map((line) => line.text)
      .join("\n");
  return [text("added"), text("removed")];
}

describe("changes by path", () => {
  it("names what was added, removed and changed", () => {
    const before = { topic: "a", seats: { taken: 1, of: 4 }, hosts: ["x", "y"], "odd key": 1 };
    const after = { topic: "a", seats: { taken: 2, of: 4 }, hosts: ["x"], "odd key": 1, open: true };
    expect(changesOf(before, after).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "changed seats.taken",
      "removed hosts[1]",
      "added open",
    ]);
    expect(changesOf({ a: { "odd key": 1 } }, { a: {} })[0]?.path).toBe('a["odd key"]');
  });

  it("does not count the order of members", () => {
    expect(changesOf({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([]);
  });

  it("tells a value from one of another kind", () => {
    expect(changesOf({ a: [] }, { a: {} })).toHaveLength(1);
    expect(changesOf({ a: null }, { a: 0 })).toHaveLength(1);
  });

  const said = (before: Json, after: Json) =>
    changesOf(before, after).map(({ kind, path, from }) => [kind, path, ...(from ? [from] : [])].join(" "));

  it("finds an item where it has come, and does not call all behind it changed", () => {
    expect(said(["a", "b", "c"], ["x", "a", "b", "c"])).toEqual(["added [0]"]);
    expect(said({ l: [1, 2, 3] }, { l: [1, 3] })).toEqual(["removed l[1]"]);
  });

  it("tells an item that has moved, whatever the order of its members", () => {
    expect(said([{ a: 1, b: 2 }, 2, 3], [2, 3, { b: 2, a: 1 }])).toEqual(["moved [2] [0]"]);
    expect(said(["x", "x", "y"], ["y", "x", "x"])).toEqual(["moved [0] [2]"]);
  });

  it("looks into items that stand for each other", () => {
    const before = [
      { sku: "tea", n: 1 },
      { sku: "cup", n: 1 },
    ];
    const after = [
      { sku: "tea", n: 2 },
      { sku: "cup", n: 1 },
      { sku: "pot", n: 1 },
    ];
    expect(said(before, after)).toEqual(["changed [0].n", "added [2]"]);
    expect(said([1, [2]], [3, [2]])).toEqual(["changed [0]"]);
  });

  it("says of random lists nothing if they are equal, and something if they are not", () => {
    let seed = 3;
    const random = (n: number) => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return (seed >> 8) % n;
    };
    for (let round = 0; round < 200; round++) {
      const list = () => Array.from({ length: random(6) }, () => random(4));
      const [before, after] = [list(), list()];
      const equal = JSON.stringify(before) === JSON.stringify(after);
      const changes = changesOf(before, after);
      expect(changes.length === 0).toBe(equal);
      const count = (kind: string) => changes.filter((one) => one.kind === kind).length;
      expect(before.length + count("added") - count("removed")).toBe(after.length);
    }
  });

  it("is not misled by what every object has", () => {
    expect(said({}, { toString: 1 })).toEqual(["added toString"]);
  });

  it("puts members in the order of another value, and loses none", () => {
    expect(JSON.stringify(inOrderOf({ z: 1, b: { y: 1, x: 2 }, a: 3 }, { a: 0, b: { x: 0, y: 0 } }))).toBe(
      '{"a":3,"b":{"x":2,"y":1},"z":1}',
    );
  });
});

describe("changes by line", () => {
  it("is the shortest way", () => {
    const lines = lineDiff("a\nb\nc\nd", "a\nc\nx\nd");
    expect(lines.map(({ kind, text }) => `${kind[0]}${text}`)).toEqual(["sa", "rb", "sc", "ax", "sd"]);
    expect(lines[3]).toEqual({ kind: "added", text: "x", after: 3 });
  });

  it.each([
    ["", "a"],
    ["a", ""],
    ["a\nb", "b\na"],
    ["a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc"],
    ["x", "x"],
  ])("from %j to %j holds both texts", (before, after) => {
    expect(ends(before, after)).toEqual([before, after]);
  });

  it("holds both texts of random edits", () => {
    let seed = 7;
    const random = (n: number) => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed % n;
    };
    for (let round = 0; round < 200; round++) {
      const text = () => Array.from({ length: random(12) + 1 }, () => "abcd"[random(4)]).join("\n");
      const [before, after] = [text(), text()];
      expect(ends(before, after)).toEqual([before, after]);
    }
  });

  it("gives up the shortest way where texts have little in common, not the texts", () => {
    const long = (letter: string) => Array.from({ length: 2000 }, (_, n) => `${letter}${n}`).join("\n");
    expect(ends(long("a"), long("b"))).toEqual([long("a"), long("b")]);
  });
});

describe("two changes of one value", () => {
  const base = { topic: "a", seats: { taken: 1, of: 4 }, old: true };

  it.each<[string, Json, Json, Json | undefined]>([
    [
      "different members",
      { ...base, topic: "b" },
      { ...base, open: true },
      { ...base, topic: "b", open: true },
    ],
    [
      "different members further in",
      { ...base, seats: { taken: 2, of: 4 } },
      { ...base, seats: { taken: 1, of: 5 } },
      { ...base, seats: { taken: 2, of: 5 } },
    ],
    [
      "one taken away",
      { topic: "a", seats: base.seats },
      { ...base, topic: "b" },
      { topic: "b", seats: base.seats },
    ],
    ["the same change twice", { ...base, topic: "b" }, { ...base, topic: "b" }, { ...base, topic: "b" }],
    ["the same member", { ...base, topic: "b" }, { ...base, topic: "c" }, undefined],
    ["one removed and changed", { topic: "a", seats: base.seats }, { ...base, old: false }, undefined],
  ])("of %s", (_, theirs, mine, whole) => {
    expect(merged(base, theirs, mine)).toEqual(whole);
  });
});
