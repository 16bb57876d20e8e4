import { expect, it } from "vitest";
import { nextSort, parseSort, sorted } from "./sort";

const rows = [
  { name: "room 10", rate: 2 },
  { name: "room 9", rate: null },
  { name: "Lobby", rate: 30 },
];
const value = (row: (typeof rows)[number], key: string) => (key === "rate" ? row.rate : row.name);

it("is read from an address, and not from nonsense", () => {
  expect(parseSort("-rate", ["name", "rate"])).toEqual({ key: "rate", down: true });
  expect(parseSort("name", ["name", "rate"])).toEqual({ key: "name", down: false });
  expect(parseSort("--rate", ["rate"])).toBeUndefined();
  expect(parseSort("size", ["rate"])).toBeUndefined();
  expect(parseSort(undefined, ["rate"])).toBeUndefined();
});

it("goes one way, the other way, and back to what it was", () => {
  const keys = ["rate"];
  const first = nextSort(undefined, "rate", true);
  const second = nextSort(parseSort(first, keys), "rate", true);
  const third = nextSort(parseSort(second, keys), "rate", true);
  expect([first, second, third]).toEqual(["-rate", "rate", undefined]);
});

it("sorts numbers as numbers and names as people read them, and keeps what has no value at the end", () => {
  const names = (text: string) =>
    sorted(rows, parseSort(text, ["name", "rate"]), value).map((row) => row.name);
  expect(names("name")).toEqual(["Lobby", "room 9", "room 10"]);
  expect(names("-rate")).toEqual(["Lobby", "room 10", "room 9"]);
  expect(names("rate")).toEqual(["room 10", "Lobby", "room 9"]);
});
