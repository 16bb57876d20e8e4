import { expect, it } from "vitest";
import { nothingTold, type Told } from "./source/source";
import { unread } from "./unread";

const told = (phase: Told["phase"], reason?: string): Told => ({ ...nothingTold, phase, reason });
const file = { id: "file_1", name: "last night", rows: 12 };

it("speaks of the recorded events where they are recorded, and of no server", () => {
  expect(unread(told("failed", "the disk is gone; check it"), undefined, true)).toEqual({
    code: "CAPTURE_UNREADABLE",
    message: "The recorded events cannot be read",
    detail: "The disk is gone; check it.",
  });
});

it("names the file that a tab shows", () => {
  expect(unread(told("failed", "there is no capture"), file, true)).toMatchObject({
    code: "CAPTURE_UNREADABLE",
    message: "The capture last night cannot be read",
  });
});

it("says of a server's stream that it is tried again by itself", () => {
  expect(unread(told("lost", "closed with code 1006"), undefined, false)).toEqual({
    code: "STREAM_LOST",
    message: "The server's events do not come through",
    detail: "Closed with code 1006. It is tried again by itself.",
  });
});

it("says so where no reason was given", () => {
  expect(unread(told("failed"), undefined, true).detail).toBe("No reason was given.");
});
