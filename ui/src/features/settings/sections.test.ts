import { expect, it } from "vitest";
import { sectionsOf } from "./sections";

it("leaves out what the server or the page around cannot do", () => {
  expect(sectionsOf(false, ["keys"])).toEqual(["server", "keys", "appearance", "about"]);
  expect(sectionsOf(true, ["snapshots", "project"])).toEqual([
    "server",
    "ports",
    "snapshots",
    "project",
    "appearance",
    "window",
    "about",
  ]);
});

it("offers nothing of the server before it is known", () => {
  expect(sectionsOf(false, undefined)).toEqual(["server", "appearance", "about"]);
});
