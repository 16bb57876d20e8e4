import { expect, it } from "vitest";
import type { Line } from "../../../api/types";
import { MOST_PAGES, PAGE, Pages } from "./pages";

const line = (at: number, count = 1): Line => ({
  at,
  seq: at + 10_000_000,
  count,
  row: { id: at, at, kind: "message", direction: "in" },
});

function setup({ missing = () => false }: { missing?: (at: number) => boolean } = {}) {
  const asked: { from: number; count: number; answer: () => void; fail: () => void }[] = [];
  let came = 0;
  const pages = new Pages(
    (from, count) =>
      new Promise((done, fail) => {
        const all = Array.from({ length: count }, (_, i) => line(from + i)).filter(({ at }) => !missing(at));
        asked.push({ from, count, answer: () => done(all), fail: () => fail(new Error("gone")) });
      }),
    () => came++,
  );
  pages.within(-1_000_000, 50);
  const settle = async () => {
    for (let round = 0; round < 5; round++) await Promise.resolve();
  };
  return { pages, asked, settle, came: () => came };
}

it("fetches a page when one of its lines is looked at, once", async () => {
  const { pages, asked, settle, came } = setup();
  expect(pages.get(-500_001)).toBeUndefined();
  expect(pages.get(-500_002)).toBeUndefined();
  expect(asked.map(({ from, count }) => [from, count])).toEqual([[-500_200, PAGE]]);
  asked[0]?.answer();
  await settle();
  expect(came()).toBe(1);
  expect(pages.get(-500_001)?.at).toBe(-500_001);
  expect(asked).toHaveLength(1);
});

it("asks for no line beyond the ends, and for those that have come since", async () => {
  const { pages, asked, settle } = setup();
  expect(pages.get(50)).toBeUndefined();
  expect(asked).toHaveLength(0);
  pages.get(3);
  expect(asked.map(({ from, count }) => [from, count])).toEqual([[0, 50]]);
  asked[0]?.answer();
  await settle();
  pages.within(-1_000_000, 60);
  pages.get(55);
  expect(asked.at(-1)).toMatchObject({ from: 0, count: 60 });
});

it("does not ask again for what is not there", async () => {
  const { pages, asked, settle } = setup({ missing: (at) => at < 10 });
  pages.get(3);
  asked[0]?.answer();
  await settle();
  expect(pages.get(3)).toBeUndefined();
  expect(pages.get(30)?.at).toBe(30);
  expect(asked).toHaveLength(1);
});

it("takes lines that come by themselves, changed ones too", () => {
  const { pages, asked } = setup();
  pages.put(line(49));
  pages.put(line(49, 148));
  expect(pages.get(49)?.count).toBe(148);
  expect(asked).toHaveLength(0);
  expect([pages.peek(49)?.at, pages.peek(48)]).toEqual([49, undefined]);
});

it("holds so many pages and no more, those looked at last", () => {
  const { pages } = setup();
  for (let page = 1; page <= MOST_PAGES; page++) pages.put(line(-page * PAGE));
  pages.get(-PAGE);
  pages.put(line(-(MOST_PAGES + 1) * PAGE));
  expect([1, 2, 3].map((page) => pages.peek(-page * PAGE) !== undefined)).toEqual([true, false, true]);
});

it("leaves out what was scrolled past while others were on their way", async () => {
  const { pages, asked, settle } = setup();
  for (let page = 1; page <= 20; page++) pages.get(-page * PAGE);
  expect(asked).toHaveLength(2);
  asked[0]?.answer();
  asked[1]?.answer();
  await settle();
  expect(asked.slice(2).map(({ from }) => from)).toEqual([-20 * PAGE, -19 * PAGE]);
});

it("asks again after a failure, when it is still looked at", async () => {
  const { pages, asked, settle, came } = setup();
  pages.get(3);
  asked[0]?.fail();
  await settle();
  expect(came()).toBe(1);
  pages.get(3);
  expect(asked).toHaveLength(2);
});

it("takes no answer that belongs to the view before", async () => {
  const { pages, asked, settle, came } = setup();
  pages.get(3);
  pages.reset();
  pages.within(0, 50);
  asked[0]?.answer();
  await settle();
  expect([pages.peek(3), came()]).toEqual([undefined, 0]);
});
