import { describe, expect, it } from "vitest";
import { changesSomething, fileName, readProject } from "./project-file";

describe("a project file", () => {
  it("is JSON of a version that is known", () => {
    expect(readProject('{"switchboard":1,"apps":[]}')).toEqual({
      ok: true,
      project: { switchboard: 1, apps: [] },
    });
  });

  it.each(["{", "[]", "null", '{"apps":[]}', '{"switchboard":2,"apps":[]}'])("is not %s", (text) => {
    expect(readProject(text).ok).toBe(false);
  });

  it("is called after its app", () => {
    expect(fileName("My app!")).toBe("my-app.project.json");
    expect(fileName("部屋")).toBe("switchboard.project.json");
    expect(fileName(undefined)).toBe("switchboard.project.json");
  });
});

it("knows whether an import does anything", () => {
  const nothing = { created: [], updated: [], unchanged: ["app"], warnings: [] };
  expect(changesSomething(nothing)).toBe(false);
  expect(changesSomething({ ...nothing, updated: ["channel"] })).toBe(true);
});
