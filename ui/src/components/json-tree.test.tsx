import { act } from "react";
import { expect, it, vi } from "vitest";
import type { Json } from "../lib/json";
import { mount } from "../testing/mount";
import { JsonTree } from "./json-tree";

const place = mount();

const show = (value: Json, rest: Partial<Parameters<typeof JsonTree>[0]> = {}) =>
  place.render(<JsonTree value={value} {...rest} />);
const items = () => [...place.host.querySelectorAll<HTMLElement>("[role=treeitem]")];
const press = (key: string, more: KeyboardEventInit = {}) =>
  act(() =>
    document.activeElement?.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }),
    ),
  );
const here = () => document.activeElement?.textContent;

it("is gone through by keyboard, and says where it is", () => {
  const onCurrent = vi.fn();
  show({ user: { id: 42, tags: ["a"] } }, { onCurrent });
  expect(items().filter((item) => item.tabIndex === 0)).toHaveLength(1);
  act(() => items()[0]?.focus());
  press("ArrowDown");
  expect(here()).toBe("user:{ 2 }");
  press("ArrowLeft");
  expect(items()).toHaveLength(2);
  press("ArrowRight");
  press("ArrowRight");
  expect(here()).toBe("id:42");
  expect(onCurrent.mock.lastCall?.[0].path).toEqual(["user", "id"]);
  press("End");
  press("Enter");
  expect(items().at(-1)?.textContent).toBe('0:"a"');
  expect(items().filter((item) => item.tabIndex === 0)).toHaveLength(1);
});

it("gives a value to who asks, by mouse and by keyboard, with Alt or without", () => {
  const onPick = vi.fn();
  show({ n: 1 }, { onPick });
  act(() => items()[1]?.dispatchEvent(new MouseEvent("click", { bubbles: true, altKey: true })));
  act(() => items()[1]?.focus());
  press("Enter");
  press("Enter", { altKey: true });
  expect(onPick.mock.calls).toEqual([
    [["n"], 1, true],
    [["n"], 1, false],
    [["n"], 1, true],
  ]);
});

it("shows the rest of many members where the line of more was", () => {
  show(Array.from({ length: 600 }, (_, n) => n));
  expect(items()).toHaveLength(502);
  act(() => items().at(-1)?.focus());
  press("Enter");
  expect(items()).toHaveLength(601);
  expect(here()).toBe("500:500");
});

it("says what a value means, and shows markup as text", () => {
  show({ at: 1, html: "<b>x</b>" }, { explain: (value) => (value === 1 ? "long ago" : undefined) });
  expect(items()[1]?.title).toBe("number · long ago");
  expect(place.host.querySelector("b")).toBeNull();
});
