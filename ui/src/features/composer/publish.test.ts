import { describe, expect, it } from "vitest";
import { apiFor } from "../../api/client";
import type { Carrier } from "../../platform";
import { type Draft, NEW_DRAFT } from "./draft";
import { messageOf, planOf } from "./publish";

/** Answers every request with this, and keeps what was asked. */
function setup(answer: unknown, status = 200) {
  const asked: { path: string; body: unknown }[] = [];
  const carrier = {
    fetch: async (_target: string, request: Request) => {
      asked.push({ path: new URL(request.url).pathname, body: await request.json() });
      return new Response(JSON.stringify(answer), {
        status,
        headers: { "content-type": "application/json" },
      });
    },
  } as Partial<Carrier> as Carrier;
  const plan = (rest: Partial<Draft>) =>
    planOf(apiFor(carrier, "s"), "a", { ...NEW_DRAFT, channel: " room ", payload: '"{{n}}"', ...rest });
  return { asked, plan };
}

const alice = { id: "leap_token_1", label: "Alice" };

it("fills event and payload with the same number", () => {
  const draft = { ...NEW_DRAFT, event: "tick-{{n}}", payload: '{"n":"{{n}}"}' };
  const filling = { n: 3, now: 0, random: () => 0, uuid: () => "" };
  expect(messageOf(draft, filling)).toEqual({ event: "tick-3", payload: { n: 3 } });
  expect(messageOf({ ...draft, payload: "" }, filling).payload).toBeNull();
});

describe("a message", () => {
  it("goes to a channel, as the backend or as a persona", async () => {
    const { asked, plan } = setup({ position: 1204, stored: true, repeated: false });
    expect(await plan({}).send(1, 1)).toBe("Published at position 1,204, on disk.");
    await plan({ as: alice }).send(1, 1);
    expect(asked).toEqual([
      { path: "/admin/v1/apps/a/channels/room/messages", body: { event: "hello", payload: 1 } },
      {
        path: "/admin/v1/apps/a/channels/room/messages",
        body: { event: "hello", payload: 1, as_token: "leap_token_1" },
      },
    ]);
  });

  it("goes to a token or a connection", async () => {
    const { asked, plan } = setup({ connections: 0, delivered: 0 });
    expect(await plan({ to: "token", token: alice }).send(1, 1)).toMatch(/nobody got it/);
    await plan({ to: "connection", connection: "c1", as: alice }).send(1, 1);
    expect(asked.map(({ path }) => path)).toEqual([
      "/admin/v1/apps/a/tokens/leap_token_1/messages",
      "/admin/v1/apps/a/connections/c1/messages",
    ]);
    expect(asked[1]?.body).not.toHaveProperty("as_token");
  });

  it("that is refused says why", async () => {
    const { plan } = setup(
      { error: { code: "CHANNEL_CLOSED", message: "the channel is closed", detail: "open it" } },
      409,
    );
    const made = plan({});
    const failure = await made.send(1, 1).catch(made.failureOf);
    expect(failure).toEqual({
      code: "CHANNEL_CLOSED",
      message: "The channel is closed.",
      detail: "Open it.",
    });
  });
});

describe("many messages", () => {
  it("go in one request, each with its number", async () => {
    const { asked, plan } = setup({ first: 1, last: 3, stored: false, repeated: 0 });
    expect(await plan({ repeat: true }).send(4, 2)).toBe("Published at positions 1 to 3.");
    expect(asked[0]).toEqual({
      path: "/admin/v1/apps/a/channels/room/messages/batch",
      body: { messages: [4, 5].map((n) => ({ event: "hello", payload: n })) },
    });
  });

  it("go one by one where they are a persona's, or for one", () => {
    const { plan } = setup({});
    const repeat = { repeat: true, count: "7", interval: "0" };
    expect(plan(repeat)).toMatchObject({ total: 7, interval: 0, batches: true });
    expect(plan({ ...repeat, as: alice }).batches).toBe(false);
    expect(plan({ ...repeat, to: "connection", connection: "c" }).batches).toBe(false);
    expect(plan({ ...repeat, repeat: false })).toMatchObject({ total: 1, batches: false });
  });
});
