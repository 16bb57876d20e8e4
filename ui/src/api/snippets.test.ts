import { describe, expect, it } from "vitest";
import {
  addresses,
  channelsFor,
  clients,
  type Ingredients,
  joinable,
  kindsOf,
  personas,
  snippet,
} from "./snippets";
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
    const code = snippet("leap", "browser", alice);
    expect(code).toContain('{\n    projectId: "project_1",\n    token: "leap_token_1",\n  },');
    expect(code).toContain('{ leapSocketUrl: "ws://127.0.0.1:8090/ws" }');
    expect(code).toContain('client.subscribeToChannel("room")');
  });

  it("leaves the token out for a client without one", () => {
    const nobody = { ...alice, token: undefined };
    expect(snippet("leap", "browser", nobody)).toContain('{\n    projectId: "project_1",\n  },');
    expect(snippet("leap", "env", nobody)).not.toContain("HOP_LEAP_TOKEN");
    expect(snippet("leap", "env", alice)).toContain("HOP_LEAP_TOKEN=leap_token_1\n");
  });

  it("publishes with the app's own token", () => {
    expect(snippet("leap", "backend", alice)).toContain('"ptk_1",\n  "http://127.0.0.1:8090",');
    expect(snippet("leap", "curl", alice)).toContain("'http://127.0.0.1:8090/v1/channels/room/messages'");
    expect(snippet("leap", "curl", alice)).toContain("'Authorization: ptk_1'");
  });

  it("spells a channel name as each place needs it", () => {
    const spaced = { ...alice, channel: "room 7:a" };
    expect(snippet("leap", "curl", spaced)).toContain("/v1/channels/room%207%3Aa/messages");
    expect(snippet("leap", "browser", spaced)).toContain('subscribeToChannel("room 7:a")');
    expect(snippet("leap", "env", spaced)).toContain('HOP_CHANNEL="room 7:a"\n');
  });
});

const ada: Ingredients = {
  ...alice,
  token: undefined,
  signed: { client: "a.b.c", admin: "d.e.f" },
  socketUrl: "ws://127.0.0.1:8090/optimized",
};

describe("snippets of the other dialects", () => {
  it("shows the client's credential where it listens, the admin's where it publishes", () => {
    for (const kind of ["client", "events", "sse"]) {
      expect(snippet("channels", kind, ada)).toContain("a.b.c");
      expect(snippet("channels", kind, ada)).not.toContain("d.e.f");
    }
    expect(snippet("channels", "publish", ada)).toContain("'Authorization: d.e.f'");
    expect(snippet("channels", "client", ada)).toContain("/optimized?AppID=project_1&Authorization=a.b.c");
  });

  it("keeps the client without a library short", () => {
    expect(snippet("channels", "client", ada).trimEnd().split("\n").length).toBeLessThanOrEqual(45);
  });

  it("names the channel as part of the address", () => {
    const room = { ...ada, socketUrl: "ws://127.0.0.1:8090/c/", channel: "game:lobby 7" };
    expect(snippet("itty", "client", room)).toContain('"ws://127.0.0.1:8090/c/game%3Alobby%207"');
    expect(snippet("itty", "socket", room)).toContain('"ws://127.0.0.1:8090/project_1/game%3Alobby%207"');
    expect(snippet("channels", "sse", room)).toContain("'http://127.0.0.1:8090/sse/game%3Alobby%207'");
  });

  it("lets no name end the quotes of a shell", () => {
    const sly = { ...ada, channel: "it's" };
    expect(snippet("pakyow", "push", sly)).toContain(`"channels":"it'\\''s"`);
    expect(snippet("channels", "sse", sly)).toContain("/sse/it%27s'");
  });

  it("has none that go to another app than the one in view", () => {
    expect(kindsOf("itty", true)).toEqual(["client", "socket"]);
    expect(kindsOf("itty", false)).toEqual(["socket"]);
    expect(kindsOf("pakyow", false)).toEqual(["push"]);
    expect(kindsOf("morse", true)).toEqual([]);
    expect(snippet("morse", "client", ada)).toBe("");
  });
});

describe("what snippets are made of", () => {
  it("takes the addresses of a dialect, without what is to be filled in", () => {
    const endpoints = [
      { dialect: "itty", transport: "socket", url: "ws://127.0.0.1:8090/c/<channel>" },
      { dialect: "pakyow", transport: "rest", url: "http://127.0.0.1:8090/" },
      { dialect: "leap", transport: "socket", url: alice.socketUrl },
      { dialect: "leap", transport: "rest", url: alice.restUrl },
    ];
    const info = { endpoints } as Info;
    expect(addresses(info)).toEqual({ socketUrl: alice.socketUrl, restUrl: alice.restUrl });
    expect(addresses(info, "itty")?.socketUrl).toBe("ws://127.0.0.1:8090/c/");
    expect(addresses(info, "pakyow")).toBeUndefined();
    const secure = [{ dialect: "leap", transport: "socket", url: "wss://a.example/ws" }];
    expect(addresses({ endpoints: secure } as Info)?.restUrl).toBe("https://a.example");
  });

  it("tells personas and clients apart", () => {
    const tokens = [
      { id: "client:bob", client: "bob", name: null },
      { id: "client:ada", client: "ada", name: "Ada" },
      { id: "t", name: "Alice" },
    ] as Token[];
    expect(personas(tokens).map(({ id }) => id)).toEqual(["t"]);
    expect(clients(tokens).map(({ id }) => id)).toEqual(["client:ada", "client:bob"]);
  });

  it("offers each dialect the channels that its clients get into", () => {
    const all = [channel("door", "private"), channel("lobby", "unprotected"), channel("room", "public")];
    const names = (dialect: string, known: boolean) =>
      channelsFor(dialect, all, known).map(({ name }) => name);
    expect(names("leap", true)).toEqual(["room", "lobby", "door"]);
    expect(names("leap", false)).toEqual(["lobby"]);
    expect(names("itty", true)).toEqual(["lobby"]);
    expect(names("pakyow", false)).toEqual(["lobby", "room", "door"]);
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
