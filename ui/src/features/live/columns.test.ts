import { expect, it } from "vitest";
import { asDesigned, columns, fitted, MOST, readChoice, widthOf, withShown, withWidth } from "./columns";

const keys = (width: number, choice = asDesigned) => fitted(choice, width).shown.map(({ key }) => key);

it("has room for all that are wanted in a wide list", () => {
  expect(keys(1400)).toEqual(columns.map(({ key }) => key).filter((key) => !asDesigned.hidden.includes(key)));
  expect(fitted(asDesigned, 1400).template).toContain("132px 108px 104px minmax(140px,1fr)");
});

it("leaves out what gives way first where there is no room, and says so", () => {
  const { left, shown } = fitted(asDesigned, 800);
  expect(left.slice(0, 2)).toEqual(["latency", "size"]);
  expect(shown.map(({ key }) => key)).toContain("payload");
  expect(keys(200)).toEqual(["time", "direction", "kind", "channel", "payload"]);
});

it("shows and hides on demand, the order stays", () => {
  const more = withShown(asDesigned, "dialect", true);
  expect(keys(2000, more).slice(4, 8)).toEqual(["event", "who", "dialect", "payload"]);
  expect(keys(2000, withShown(more, "event", false))).not.toContain("event");
  expect(fitted(withShown(asDesigned, "payload", false), 2000).template).toMatch(/ 1fr$/);
});

it("keeps widths within sense", () => {
  const wide = withWidth(asDesigned, "channel", 5000);
  expect(widthOf("channel", wide)).toBe(MOST);
  expect(widthOf("event", wide)).toBe(108);
});

it("reads what was kept with suspicion", () => {
  expect(
    readChoice({ v: 1, widths: { channel: 200, event: -1, x: 80 }, hidden: ["size", "nonsense"] }),
  ).toEqual({
    widths: { channel: 200 },
    hidden: ["size"],
  });
  for (const kept of [null, {}, { v: 2 }, "x"]) expect(readChoice(kept)).toBeUndefined();
});
