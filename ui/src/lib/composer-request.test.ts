import { expect, it } from "vitest";
import { composerRequest } from "./composer-request";

it("tells who watches, also when the same row is asked for again", () => {
  const row = { kind: "message", channel: "room" };
  const told: unknown[] = [];
  const undo = composerRequest.subscribe(() => told.push(composerRequest.get()));
  composerRequest.ask(row, "edit");
  composerRequest.ask(row, "edit");
  undo();
  composerRequest.ask(row, "resend");
  expect(told).toEqual([
    { row, mode: "edit" },
    { row, mode: "edit" },
  ]);
});
