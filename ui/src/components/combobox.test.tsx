import { act, useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { mount } from "../testing/mount";
import { Combobox, type Option } from "./combobox";

const LOBBY = { value: "c1", label: "lobby" };
const ATTIC = { value: "c2", label: "attic" };

const place = mount();
const picked = vi.fn<(option: Option) => void>();

beforeEach(() => {
  picked.mockClear();
});

function Sought({ options, searching }: { options: Option[]; searching: boolean }) {
  const [text, setText] = useState("lob");
  return (
    <Combobox
      label="Channel"
      text={text}
      onType={setText}
      onPick={picked}
      options={options}
      searching={searching}
      autoFocus
    />
  );
}

function show(options: Option[], searching = false): void {
  place.render(<Sought options={options} searching={searching} />);
}

/** Presses a key in the field; false where its usual effect, such as sending the form, was prevented. */
function press(key: string, modifiers: KeyboardEventInit = {}): boolean {
  const field = place.host.querySelector("input");
  if (!field) throw new Error("There is no field.");
  let usual = true;
  act(() => {
    usual = field.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers }),
    );
  });
  return usual;
}

it("takes the option that the arrows chose", () => {
  show([LOBBY, ATTIC]);
  press("ArrowDown");
  press("ArrowDown");
  press("ArrowDown");
  expect(press("Enter")).toBe(false);
  expect(picked.mock.calls).toEqual([[ATTIC]]);
});

it("takes the first that comes when Down and Enter were pressed before it was there", () => {
  show([], true);
  press("ArrowDown");
  expect(press("Enter")).toBe(false);
  expect(picked).not.toHaveBeenCalled();
  show([LOBBY, ATTIC], true);
  expect(picked.mock.calls).toEqual([[LOBBY]]);
  show([ATTIC]);
  expect(picked).toHaveBeenCalledTimes(1);
});

it("marks the first that comes when only Down was pressed", () => {
  show([], true);
  press("ArrowDown");
  show([LOBBY]);
  expect(picked).not.toHaveBeenCalled();
  expect(place.host.querySelector('[aria-selected="true"]')?.textContent).toBe("lobby");
});

it("takes nothing when what was awaited does not exist, or is no longer wanted", () => {
  show([], true);
  press("ArrowDown");
  press("Enter");
  show([]);
  show([LOBBY]);
  expect(picked).not.toHaveBeenCalled();

  show([], true);
  press("ArrowDown");
  press("Enter");
  press("Escape");
  show([LOBBY]);
  expect(picked).not.toHaveBeenCalled();
});

it("leaves Enter alone where no option is meant", () => {
  show([LOBBY], true);
  expect(press("Enter")).toBe(true);
  expect(picked).not.toHaveBeenCalled();
});

it("leaves Ctrl+Enter to what sends the form", () => {
  show([LOBBY]);
  press("ArrowDown");
  expect(press("Enter", { ctrlKey: true })).toBe(true);
  expect(picked).not.toHaveBeenCalled();
});
