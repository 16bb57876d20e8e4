import { describe, expect, it } from "vitest";
import { addresses, type Ingredients, joinable, personas, snippet } from "./snippets";
import type { Channel, Info, Token } from "./types";

const alice: Ingredients = {
  projectId: "project_1",
  projectToken: "ptk_1",
  token: "leap_token_1",
  channel: "room",
  socketUrl: "ws://127.0.0.1:8090/ws",
  restUrl: "http://127.0.0.1:8090",
};

function channel(name: string, visibility: Channel["visibility"], closed = false): Channel {
  return {
    name,
    visibility,
    closed,
    capabilities: [],
    created_at: "2026-01-31T12:00:00Z",
    subscribers: 0,
    members: 0,
    rate: 0,
    position: 0,
    state_version: 1,
  };
}

describe("snippets", () => {
  it("connects a client as the persona, to this server, into this channel", () => {
    const code = snippet("browser", alice);
    expect(code).toContain('{\n    projectId: "project_1",\n    token: "leap_token_1",\n  },');
    expect(code).toContain('{ leapSocketUrl: "ws://127.0.0.1:8090/ws" }');
    expect(code).toContain('client.subscribeToChannel("room")');
  });

  it("leaves the token out for a client without one", () => {
    const nobody = { ...alice, token: undefined };
    expect(snippet("browser", nobody)).toContain('{\n    projectId: "project_1",\n  },');
    expect(snippet("env", nobody)).not.toContain("HOP_LEAP_TOKEN");
    expect(snippet("env", alice)).toContain("HOP_LEAP_TOKEN=leap_token_1\n");
  });

  it("publishes with the app's own token", () => {
    expect(snippet("backend", alice)).toContain('"ptk_1",\n  "http://127.0.0.1:8090",');
    expect(snippet("curl", alice)).toContain("'http://127.0.0.1:8090/v1/channels/room/messages'");
    expect(snippet("curl", alice)).toContain("'Authorization: ptk_1'");
  });

  it("spells a channel name as each place needs it", () => {
    const spaced = { ...alice, channel: "room 7:a" };
    expect(snippet("curl", spaced)).toContain("/v1/channels/room%207%3Aa/messages");
    expect(snippet("browser", spaced)).toContain('subscribeToChannel("room 7:a")');
    expect(snippet("env", spaced)).toContain('HOP_CHANNEL="room 7:a"\n');
  });
});

describe("what snippets are made of", () => {
  it("takes the addresses of Leap, or none if one is missing", () => {
    const endpoints = [
      { dialect: "itty", transport: "socket", url: "ws://other/c" },
      { dialect: "leap", transport: "socket", url: alice.socketUrl },
      { dialect: "leap", transport: "rest", url: alice.restUrl },
    ];
    expect(addresses({ endpoints } as Info)).toEqual({ socketUrl: alice.socketUrl, restUrl: alice.restUrl });
    expect(addresses({ endpoints: endpoints.slice(0, 2) } as Info)).toBeUndefined();
  });

  it("offers tokens that have a name", () => {
    const tokens = [{ id: "a", name: "Alice" }, { id: "b", name: null }, { id: "c" }] as Token[];
    expect(personas(tokens).map((token) => token.id)).toEqual(["a"]);
  });

  it("offers channels that the client may join, the easy ones first", () => {
    const all = [
      channel("backstage", "private"),
      channel("lobby", "unprotected"),
      channel("old", "public", true),
      channel("room", "public"),
    ];
    expect(joinable(all, true).map((one) => one.name)).toEqual(["room", "lobby", "backstage"]);
    expect(joinable(all, false).map((one) => one.name)).toEqual(["lobby"]);
  });
});
