import { expect, it } from "vitest";
import { timeName } from "./snapshot-name";

it("names a snapshot by the local time, in characters that a name may have", () => {
  expect(timeName(new Date(2027, 0, 31, 12, 0, 7))).toBe("2027-01-31 12.00.07");
});
