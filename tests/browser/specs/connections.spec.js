// Who is connected, what can be done to a connection, and who was refused, with each remedy.

import { Client } from "../support/client.js";
import { expect, tabTo, test, visit, write } from "../support/test.js";

const rows = (page) => page.getByTestId("connection-row");
const panel = (page, name) => page.getByRole("region", { name });

async function visitConnection(page, client) {
  await visit(page, `#/connections/${client.id}`);
  await expect(panel(page, "About this connection")).toContainText("open");
}

test.describe("the list", () => {
  test("who connects appears, who leaves goes", async ({ dashboard, connect }) => {
    await visit(dashboard, "#/connections");
    await expect(dashboard.getByText("Nobody is connected")).toBeVisible();
    const alice = await connect("Alice");
    await alice.join("lobby");
    await connect();
    await expect(rows(dashboard)).toHaveCount(2);
    await expect(rows(dashboard).filter({ hasText: "Alice" })).toContainText("http://localhost:3000");
    alice.drop();
    await expect(rows(dashboard)).toHaveCount(1);
  });

  test("it is searched and filtered, and the address keeps that", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await alice.join("lobby");
    const bob = await connect("Bob");
    await bob.join("room");
    await visit(dashboard, "#/connections");
    await expect(rows(dashboard)).toHaveCount(2);
    await dashboard.keyboard.press("/");
    await dashboard.keyboard.type("Bob");
    await expect(rows(dashboard)).toHaveCount(1);
    await expect(rows(dashboard)).toContainText("Bob");
    await dashboard.keyboard.press("Escape");
    await expect(rows(dashboard)).toHaveCount(2);

    const filter = dashboard.getByRole("combobox", { name: "Filter by channel, token or client" });
    await filter.fill("lob");
    await dashboard.getByRole("option", { name: "in lobby" }).click();
    await expect(rows(dashboard)).toHaveCount(1);
    await expect(rows(dashboard)).toContainText("Alice");
    await dashboard.reload();
    await expect(rows(dashboard)).toHaveCount(1);
    await dashboard.getByRole("button", { name: "No longer only in lobby" }).click();
    await expect(rows(dashboard)).toHaveCount(2);
  });

  test("a row is opened by keyboard", async ({ dashboard, connect }) => {
    await connect("Alice");
    await visit(dashboard, "#/connections");
    await expect(rows(dashboard)).toHaveCount(1);
    await dashboard.keyboard.press("j");
    await dashboard.keyboard.press("Enter");
    await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("Alice");
  });
});

test.describe("one connection", () => {
  test("it tells who it is and what happened to it", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await alice.join("lobby");
    alice.subscribe("nowhere");
    await visitConnection(dashboard, alice).catch(() => undefined);
    await expect(panel(dashboard, "About this connection")).toContainText("http://localhost:3000");
    await expect(panel(dashboard, "About this connection")).toContainText("leap");
    const timeline = dashboard.getByTestId("timeline-entry");
    await expect(timeline.filter({ hasText: "subscribe" }).first()).toContainText("lobby");
    await expect(timeline.filter({ hasText: "refused" })).toContainText("UNKNOWN_CHANNEL");
    alice.drop();
    await expect(dashboard.getByText("This connection has gone.")).toBeVisible();
    await expect(timeline.filter({ hasText: "disconnect" })).toHaveCount(1);
  });

  test("it alone gets a message", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    const twin = await connect("Alice");
    await visit(dashboard, `#/connections/${alice.id}`);
    const message = panel(dashboard, "Message it alone");
    await message.getByLabel("Event").fill("psst");
    await write(message, "Payload (JSON)", '{"only": "you"}');
    await message.getByRole("button", { name: "Send" }).click();
    expect(await alice.event("DIRECT_MESSAGE")).toEqual({ e: "psst", d: { only: "you" } });
    await expect(dashboard.getByText("The connection has it, or has it in its queue.")).toBeVisible();
    expect(twin.heard("DIRECT_MESSAGE")).toBe(false);
  });

  test("a message is sent by keyboard alone", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await visit(dashboard, `#/connections/${alice.id}`);
    await expect(panel(dashboard, "Message it alone")).toBeVisible();
    await dashboard.keyboard.press("m");
    await dashboard.keyboard.press("Control+a");
    await dashboard.keyboard.type("keys");
    await dashboard.keyboard.press("Enter");
    expect((await alice.event("DIRECT_MESSAGE")).e).toBe("keys");
  });

  test("it is put into a channel and out again", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await visit(dashboard, `#/connections/${alice.id}`);
    const channels = panel(dashboard, "Channels");
    await channels.getByRole("combobox", { name: "Subscribe it to a channel" }).fill("backst");
    await channels.getByRole("option", { name: /backstage/ }).click();
    await channels.getByRole("button", { name: "Subscribe", exact: true }).click();
    await alice.event("AVAILABLE", "backstage");
    const line = dashboard.getByTestId("connection-channel");
    await expect(line).toContainText("backstage");
    await line.getByRole("button", { name: "Unsubscribe it from backstage" }).click();
    await alice.event("UNAVAILABLE", "backstage");
    await expect(line).toHaveCount(0);
    await expect(dashboard.getByText("The connection is no longer in backstage.")).toBeVisible();
    await dashboard.getByRole("button", { name: "Undo" }).last().click();
    await alice.event("AVAILABLE", "backstage");
  });

  test("what cannot be subscribed to is said in place", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await visit(dashboard, `#/connections/${alice.id}`);
    const channels = panel(dashboard, "Channels");
    await channels.getByRole("combobox", { name: "Subscribe it to a channel" }).fill("nowhere");
    await channels.getByRole("button", { name: "Subscribe", exact: true }).click();
    await expect(channels.getByRole("alert")).toContainText("UNKNOWN_CHANNEL");
  });
});

test.describe("disconnecting", () => {
  test("the client sees the code that was chosen, and the reason", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await visit(dashboard, `#/connections/${alice.id}`);
    await dashboard.getByRole("button", { name: "Disconnect" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Disconnect Alice?" });
    await dialog.getByRole("radio", { name: /^1012 Service restart/ }).check();
    await dialog.getByLabel("Reason").fill("back at five");
    await dialog.getByRole("button", { name: "Disconnect" }).click();
    expect(await alice.gone()).toEqual({ code: 1012, reason: "back at five" });
    await expect(dashboard.getByText("Alice was disconnected.")).toBeVisible();
    await expect(dashboard.getByText("This connection has gone.")).toBeVisible();
  });

  test("by keyboard, with a code of one's own", async ({ dashboard, connect }) => {
    const bob = await connect("Bob");
    await visit(dashboard, `#/connections/${bob.id}`);
    await expect(dashboard.getByRole("button", { name: "Disconnect" })).toBeVisible();
    await dashboard.keyboard.press("x");
    const dialog = dashboard.getByRole("dialog", { name: "Disconnect Bob?" });
    await expect(dialog).toBeVisible();
    await tabTo(dialog.getByRole("radio", { checked: true }));
    // One before the first is the last: a code that is typed.
    await dashboard.keyboard.press("ArrowUp");
    await tabTo(dialog.getByLabel("Code", { exact: true }));
    await dashboard.keyboard.press("Control+a");
    await dashboard.keyboard.type("4242");
    await dashboard.keyboard.press("Enter");
    expect((await bob.gone()).code).toBe(4242);
  });

  test("a code that cannot be sent is refused in place", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await visit(dashboard, `#/connections/${alice.id}`);
    await dashboard.getByRole("button", { name: "Disconnect" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Disconnect Alice?" });
    await dialog.getByRole("radio", { name: "Another code" }).check();
    for (const [code, why] of [
      ["1006", /1006 is never sent/],
      ["2999", /2999 cannot be sent/],
      ["soon", /A close code is a number/],
    ]) {
      await dialog.getByLabel("Code", { exact: true }).fill(code);
      await expect(dialog.getByLabel("Code", { exact: true })).toHaveAccessibleDescription(why);
      await expect(dialog.getByRole("button", { name: "Disconnect" })).toBeDisabled();
    }
  });
});

test.describe("refusals", () => {
  const refusal = (page, code) => page.getByTestId("refusal-row").filter({ hasText: code });
  const remedy = async (page, code, name) => {
    await visit(page, "#/connections?view=refused");
    await refusal(page, code).first().getByRole("button", { name }).click();
  };

  test("none is none, and what is refused appears with its reason", async ({ dashboard, connect }) => {
    await visit(dashboard, "#/connections");
    await dashboard.keyboard.press("r");
    await expect(dashboard.getByText("Nobody was refused")).toBeVisible();
    const alice = await connect("Alice");
    alice.subscribe("nowhere");
    await expect(refusal(dashboard, "UNKNOWN_CHANNEL")).toContainText("Alice");
    await expect(refusal(dashboard, "UNKNOWN_CHANNEL")).toContainText("nowhere");
    await dashboard.getByRole("searchbox").fill("zzzz");
    await expect(dashboard.getByText("No refusal fits")).toBeVisible();
    await dashboard.getByRole("button", { name: "Clear" }).last().click();
    await expect(refusal(dashboard, "UNKNOWN_CHANNEL")).toBeVisible();
    await dashboard.keyboard.press("Escape");
    await dashboard.getByRole("radio", { name: "Open" }).check();
    await expect(rows(dashboard)).toHaveCount(1);
  });

  test("a wrong token: a good one is made, and connects", async ({ dashboard, server }) => {
    const stranger = await Client.connect(server, "leap_token_nobody");
    await stranger.gone();
    await remedy(dashboard, "INVALID_AUTH", "Create a token");
    const dialog = dashboard.getByRole("dialog", { name: "A token was created" });
    const token = (await dialog.getByText(/^leap_token_/).textContent()).trim();
    await dialog.getByRole("button", { name: "Close" }).click();
    const friend = await Client.connect(server, token);
    await friend.join("room");
    friend.drop();
  });

  test("an unknown channel: it is made, and taken back", async ({ dashboard, server, connect }) => {
    const alice = await connect("Alice");
    alice.subscribe("nowhere");
    await alice.event("UNAVAILABLE", "nowhere");
    await remedy(dashboard, "UNKNOWN_CHANNEL", "Create public channel nowhere");
    await expect(refusal(dashboard, "UNKNOWN_CHANNEL")).toContainText("done");
    await alice.join("nowhere");
    await dashboard.getByRole("button", { name: "Undo" }).click();
    await expect(dashboard.getByText("Taken back.")).toBeVisible();
    await expect(server.inApp("GET", "/channels/nowhere")).rejects.toThrow("404");
  });

  test("a private channel: a grant lets in", async ({ dashboard, server, connect }) => {
    await server.admin("PATCH", `/apps/${server.app.id}`, { join_mode: "deny" });
    const alice = await connect("Alice");
    alice.subscribe("backstage");
    await alice.event("UNAVAILABLE", "backstage");
    await remedy(dashboard, "NOT_GRANTED", "Grant backstage");
    await expect(dashboard.getByText("Alice may join backstage.")).toBeVisible();
    await alice.join("backstage");
  });

  test("a channel without publishing: it gets the capability", async ({ dashboard, server, connect }) => {
    await server.inApp("POST", "/channels", { name: "mute", visibility: "public", capabilities: [] });
    const alice = await connect("Alice");
    await alice.join("mute");
    alice.publish("mute", "hello", 1);
    await remedy(dashboard, "MISSING_CAPABILITY", "Add “client publish” to mute");
    await expect(dashboard.getByText("Channel mute has “client publish” now.")).toBeVisible();
    alice.publish("mute", "heard", 2);
    expect(await alice.event("MESSAGE", "mute")).toEqual({ e: "heard", d: 2 });
  });

  test("a closed channel: it is opened", async ({ dashboard, server, connect }) => {
    const alice = await connect("Alice");
    await alice.join("room");
    await server.inApp("PATCH", "/channels/room", { closed: true });
    alice.publish("room", "hello", 1);
    await remedy(dashboard, "CHANNEL_CLOSED", "Open room");
    await expect(dashboard.getByText("Channel room is open again.")).toBeVisible();
    expect((await server.inApp("GET", "/channels/room")).closed).toBe(false);
  });

  test("a limit that was met: it is raised", async ({ dashboard, server, connect }) => {
    await server.admin("PATCH", `/apps/${server.app.id}`, { limits: { channels_per_subject: 1 } });
    const alice = await connect("Alice");
    await alice.join("room");
    alice.subscribe("lobby");
    await alice.event("UNAVAILABLE", "lobby");
    await remedy(dashboard, "LIMIT_REACHED", /^Raise channels of a subject to/);
    await expect(refusal(dashboard, "LIMIT_REACHED")).toContainText("done");
    await alice.join("lobby");
  });
});
