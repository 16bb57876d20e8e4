import { expect, it } from "vitest";
import { fitting } from "./use-options";

const offers = [
  { value: "leap_token_1", label: "Alice" },
  { value: "leap_token_2", label: "Bob" },
];

it("offers nothing that does not fit what is typed now", () => {
  expect(fitting(offers, "Bo").map((one) => one.label)).toEqual(["Bob"]);
  expect(fitting(offers, " TOKEN_1 ").map((one) => one.label)).toEqual(["Alice"]);
  expect(fitting(offers, "")).toHaveLength(2);
});
