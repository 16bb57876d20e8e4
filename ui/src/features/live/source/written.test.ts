import { expect, it } from "vitest";
import type { Traffic } from "../../../api/types";
import { facetsOf } from "./facets";
import { written } from "./written";

const row: Traffic = {
  id: 7,
  at: 0,
  kind: "message",
  direction: "in",
  channel: "room",
  event: 'say "hi"',
  who: { kind: "token", label: "Alice" },
  payload: '{"a":1,\n"b":2}',
};

it("writes a JSON object on each line", () => {
  const lines = written([row, { ...row, id: 8 }], "ndjson").split("\n");
  expect(lines).toHaveLength(3);
  expect(JSON.parse(lines[0] ?? "")).toEqual(row);
});

it("writes CSV that other programs read: quotes doubled, commas and breaks within quotes", () => {
  const [head, first] = written([row], "csv").split("\r\n");
  expect(head).toMatch(/^id,time,kind,direction,/);
  expect(first).toContain('7,1970-01-01T00:00:00.000Z,message,in,,room,"say ""hi""",Alice,');
  expect(first).toMatch(/,"\{""a"":1,\n""b"":2\}"$/);
});

it("counts what rows have in common, most frequent first", () => {
  const rows = [
    row,
    { ...row, channel: "lobby" },
    { ...row, channel: null },
    { ...row, kind: "state" as const },
  ];
  expect(facetsOf(rows)).toMatchObject({
    rows: 4,
    channels: [
      { value: "room", count: 2 },
      { value: "lobby", count: 1 },
    ],
    kinds: [
      { value: "message", count: 3 },
      { value: "state", count: 1 },
    ],
    subjects: [{ value: "Alice", count: 4 }],
  });
  const many = Array.from({ length: 30 }, (_, n) => ({ ...row, channel: `c${n}` }));
  expect(facetsOf(many).channels).toHaveLength(20);
});
