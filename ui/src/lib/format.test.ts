import { describe, expect, it } from "vitest";
import { ago, bytes, count, middle, ms, oneLine, sentence, span } from "./format";

describe("format", () => {
  it("groups thousands", () => {
    expect(count(1_204_331)).toBe("1,204,331");
  });

  it("picks a unit that keeps numbers short", () => {
    expect([bytes(48), bytes(1234), bytes(3_400_000)]).toEqual(["48 B", "1.2 KB", "3.4 MB"]);
    expect([ms(0.418), ms(2.04), ms(12.4), ms(1300)]).toEqual(["0.42 ms", "2.0 ms", "12 ms", "1.3 s"]);
    expect([span(30_000), span(600_000), span(7_200_000), span(604_800_000)]).toEqual([
      "30 s",
      "10 min",
      "2 h",
      "7 days",
    ]);
  });

  it("says how long ago", () => {
    const now = Date.parse("2026-01-31T12:00:00Z");
    expect(ago("2026-01-31T11:59:59.500Z", now)).toBe("now");
    expect(ago("2026-01-31T11:59:30Z", now)).toBe("30 s ago");
    expect(ago("2026-01-30T11:00:00Z", now)).toBe("yesterday");
  });

  it("keeps both ends of an id and leaves short ones alone", () => {
    expect(middle("leap_token_c18f00aa9f2")).toBe("leap_token_c…a9f2");
    expect(middle("room")).toBe("room");
  });

  it("makes a sentence of a message", () => {
    expect(sentence("open the channel")).toBe("Open the channel.");
    expect(sentence('"tokens" is reserved; choose another name.')).toBe(
      '"tokens" is reserved; choose another name.',
    );
  });

  it("puts a payload on one line", () => {
    expect(oneLine('{\n  "a": 1\n}')).toBe('{ "a": 1 }');
    expect(oneLine("x".repeat(1000))).toHaveLength(300);
  });
});
