import { describe, expect, it } from "vitest";
import { fold, linesOf, MEMBERS, moveBy, NEW_SHAPE, showMore } from "./tree";

const value = { user: { id: 42, tags: ["a", "b"] }, empty: [], gone: null };
const ids = (shape = NEW_SHAPE) => linesOf(value, shape).map(({ id }) => id);

describe("lines", () => {
  it("are open to the second level, and say what they are", () => {
    expect(ids()).toEqual(["$", "$user", "$user.id", "$user.tags", "$empty", "$gone"]);
    const [whole, user, id, tags, empty, gone] = linesOf(value, NEW_SHAPE);
    expect(whole).toMatchObject({ type: "object", members: 3, open: true, depth: 0 });
    expect(user).toMatchObject({ place: 1, siblings: 3, depth: 1 });
    expect(id).toMatchObject({ type: "number", path: ["user", "id"] });
    expect(id).not.toHaveProperty("open");
    expect(tags).toMatchObject({ type: "list", open: false });
    expect(empty).not.toHaveProperty("open");
    expect(gone?.type).toBe("null");
  });

  it("are folded and opened by name", () => {
    expect(ids(fold(NEW_SHAPE, "$user", false))).toEqual(["$", "$user", "$empty", "$gone"]);
    expect(ids(fold(NEW_SHAPE, "$user.tags", true))).toContain("$user.tags[1]");
  });

  it("can be folded where a text is long", () => {
    const long = { a: "x".repeat(601), b: "x".repeat(600) };
    const [, a, b] = linesOf(long, NEW_SHAPE);
    expect(a?.open).toBe(false);
    expect(b).not.toHaveProperty("open");
    expect(linesOf(long, fold(NEW_SHAPE, "$a", true))[1]?.open).toBe(true);
  });

  it("stop at a number of members, and go on when asked", () => {
    const long = Array.from({ length: 2 * MEMBERS + 7 }, (_, n) => n);
    const lines = linesOf(long, NEW_SHAPE);
    expect(lines).toHaveLength(MEMBERS + 2);
    const rest = lines.at(-1);
    expect(rest).toMatchObject({ more: MEMBERS + 7, path: [] });
    const wider = linesOf(long, showMore(NEW_SHAPE, rest as NonNullable<typeof rest>));
    expect(wider.at(-1)).toMatchObject({ more: 7 });
    expect(wider.at(-2)?.value).toBe(2 * MEMBERS - 1);
  });
});

describe("keys", () => {
  const lines = linesOf(value, NEW_SHAPE);
  const at = (id: string) => lines.findIndex((line) => line.id === id);

  it("go up and down, and no further than the ends", () => {
    expect(moveBy(lines, at("$user"), "ArrowDown")).toEqual({ to: "$user.id" });
    expect(moveBy(lines, at("$user"), "ArrowUp")).toEqual({ to: "$" });
    expect(moveBy(lines, 0, "ArrowUp")).toBeUndefined();
    expect(moveBy(lines, 0, "End")).toEqual({ to: "$gone" });
    expect(moveBy(lines, at("$gone"), "ArrowDown")).toBeUndefined();
  });

  it("open and enter to the right, fold and leave to the left", () => {
    expect(moveBy(lines, at("$user.tags"), "ArrowRight")).toEqual({ open: "$user.tags" });
    expect(moveBy(lines, at("$user"), "ArrowRight")).toEqual({ to: "$user.id" });
    expect(moveBy(lines, at("$user"), "ArrowLeft")).toEqual({ fold: "$user" });
    expect(moveBy(lines, at("$user.tags"), "ArrowLeft")).toEqual({ to: "$user" });
    expect(moveBy(lines, at("$gone"), "ArrowRight")).toBeUndefined();
    expect(moveBy(lines, at("$gone"), "x")).toBeUndefined();
  });
});
