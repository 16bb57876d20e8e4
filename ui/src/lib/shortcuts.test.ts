import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Shortcuts } from "./shortcuts";

function press(shortcuts: Shortcuts, key: string, init: KeyboardEventInit & { on?: HTMLElement } = {}): void {
  const { on = document.body, ...rest } = init;
  on.addEventListener("keydown", shortcuts.handle, { once: true });
  on.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...rest }));
}

describe("shortcuts", () => {
  let shortcuts: Shortcuts;
  beforeEach(() => {
    shortcuts = new Shortcuts();
  });
  afterEach(() => {
    document.body.replaceChildren();
  });

  it("tells a letter from the same letter with shift", () => {
    const plain = vi.fn();
    const shifted = vi.fn();
    shortcuts.bind("a", plain);
    shortcuts.bind("shift+a", shifted);
    press(shortcuts, "a");
    press(shortcuts, "A", { shiftKey: true });
    expect(plain).toHaveBeenCalledTimes(1);
    expect(shifted).toHaveBeenCalledTimes(1);
  });

  it("leaves the keys that press a button to the button that has the focus", () => {
    const pause = vi.fn();
    shortcuts.bind("space", pause);
    shortcuts.bind("enter", pause);
    const button = document.body.appendChild(document.createElement("button"));
    for (const key of [" ", "Enter"]) press(shortcuts, key, { on: button });
    expect(pause).not.toHaveBeenCalled();
    for (const key of [" ", "Enter"]) press(shortcuts, key);
    expect(pause).toHaveBeenCalledTimes(2);
  });

  it("follows two keys in a row, and forgets the first one after another key", () => {
    const live = vi.fn();
    shortcuts.bind("g l", live);
    press(shortcuts, "g");
    press(shortcuts, "l");
    expect(live).toHaveBeenCalledTimes(1);
    press(shortcuts, "g");
    press(shortcuts, "x");
    press(shortcuts, "l");
    expect(live).toHaveBeenCalledTimes(1);
  });

  it("stays silent while somebody types, except with Ctrl or Cmd", () => {
    const slash = vi.fn();
    const send = vi.fn();
    shortcuts.bind("/", slash);
    shortcuts.bind("mod+enter", send);
    const input = document.body.appendChild(document.createElement("input"));
    press(shortcuts, "/", { on: input });
    press(shortcuts, "Enter", { on: input, ctrlKey: true });
    expect(slash).not.toHaveBeenCalled();
    expect(send).toHaveBeenCalledTimes(1);
  });

  it("leaves the keys to an open dialog", () => {
    const allow = vi.fn();
    shortcuts.bind("a", allow);
    const dialog = document.body.appendChild(document.createElement("div"));
    dialog.setAttribute("role", "dialog");
    press(shortcuts, "a");
    expect(allow).not.toHaveBeenCalled();
  });

  it("lets the newest binding win and gives the keys back", () => {
    const older = vi.fn();
    const newer = vi.fn();
    shortcuts.bind("j", older);
    const undo = shortcuts.bind("j", newer);
    press(shortcuts, "j");
    undo();
    press(shortcuts, "j");
    expect([older.mock.calls.length, newer.mock.calls.length]).toEqual([1, 1]);
  });

  it("names what can be done now, with all its keys, the newest first", () => {
    const run = vi.fn();
    const undo = shortcuts.bind("j", run, "Next");
    shortcuts.bind("arrowdown", run, "Next");
    shortcuts.bind("", run, "Delete channel");
    shortcuts.bind("x", run);
    expect(shortcuts.verbs().map(({ label, keys }) => [label, keys])).toEqual([
      ["Delete channel", []],
      ["Next", ["j", "arrowdown"]],
    ]);
    shortcuts.verbs()[0]?.run();
    expect(run).toHaveBeenCalledTimes(1);
    undo();
    expect(shortcuts.verbs()[1]?.keys).toEqual(["arrowdown"]);
  });
});
