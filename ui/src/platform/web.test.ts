import { beforeEach, expect, test, vi } from "vitest";
import { webCarrier } from "./web";

/** The key that a call shows. */
async function shown(carrier: ReturnType<typeof webCarrier>): Promise<string | null> {
  const fetched = vi.fn(async (_path: string, _init: RequestInit) => new Response("{}"));
  vi.stubGlobal("fetch", fetched);
  await carrier.fetch("self", new Request("http://server/admin/v1/info"));
  return new Headers(fetched.mock.calls[0]?.[1]?.headers).get("authorization");
}

beforeEach(() => sessionStorage.clear());

test("a key that was given is there after a reload, in this tab only", async () => {
  const carrier = webCarrier();
  expect(await shown(carrier)).toBeNull();
  carrier.takeKey?.("k1");
  expect(await shown(carrier)).toBe("Bearer k1");
  expect(await shown(webCarrier())).toBe("Bearer k1");
  expect(localStorage.length).toBe(0);
});
