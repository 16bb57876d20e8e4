import { describe, expect, it } from "vitest";
import { clientId, endOf, isClient, tailOf } from "./token-tail";

const TOKEN = "leap_token_c18f3a0d52b94e6c8a7b1f60d2e3a9f2";

describe("names of tokens and clients", () => {
  it("gives a token's end away, and no more", () => {
    expect(tailOf(TOKEN)).toBe("60d2e3a9f2".padStart(12, "1f"));
    expect(endOf(TOKEN)).toBe("…e3a9f2");
    expect(endOf(TOKEN, 4)).toBe("…a9f2");
    expect(isClient(TOKEN)).toBe(false);
  });

  it("names a client whole, however long", () => {
    const id = clientId("a-client-with-a-long-name");
    expect(isClient(id)).toBe(true);
    expect(tailOf(id)).toBe(id);
    expect(endOf(id)).toBe("a-client-with-a-long-name");
  });
});
