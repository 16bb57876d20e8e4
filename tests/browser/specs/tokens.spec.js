// Tokens: find, create, edit, revoke, message, subscribe, grant, inspect.

import { Client } from "../support/client.js";
import { expect, tabTo, test, visit, write } from "../support/test.js";

const rows = (page) => page.getByTestId("token-row");
const panel = (page, name) => page.getByRole("region", { name, exact: true });

async function visitToken(page, name) {
  await visit(page, "#/tokens");
  await rows(page).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  await expect(panel(page, "State")).toBeVisible();
}

const tokenOf = async (server, name) =>
  (await server.inApp("GET", "/tokens")).items.find((token) => token.name === name);

test.describe("the list", () => {
  test("it is searched and put in order, and who is online shows", async ({ dashboard, connect }) => {
    await visit(dashboard, "#/tokens");
    await expect(rows(dashboard)).toHaveCount(2);
    await connect("Bob");
    await expect(rows(dashboard).filter({ hasText: "Bob" })).toContainText("1 connection");
    await dashboard.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
    await expect(rows(dashboard).getByRole("link")).toHaveText(["Alice", "Bob"]);
    await dashboard.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
    await expect(rows(dashboard).getByRole("link")).toHaveText(["Bob", "Alice"]);
    await dashboard.keyboard.press("/");
    await dashboard.keyboard.type("ali");
    await expect(rows(dashboard).getByRole("link")).toHaveText(["Alice"]);
    await dashboard.keyboard.type("zzz");
    await expect(dashboard.getByText("No token or client has this in its name or id")).toBeVisible();
  });

  test("no token stands on the screen or in the address whole", async ({ dashboard, server }) => {
    await visitToken(dashboard, "Alice");
    expect(dashboard.url()).not.toContain(server.token("Alice"));
    await expect(dashboard.locator("body")).not.toContainText(server.token("Alice"));
    await dashboard.getByRole("button", { name: "Show the snippet with the token" }).click();
    await expect(dashboard.getByTestId("token-snippet")).toContainText(server.token("Alice"));
  });

  test("a row is opened by keyboard", async ({ dashboard }) => {
    await visit(dashboard, "#/tokens");
    await expect(rows(dashboard)).toHaveCount(2);
    await dashboard.keyboard.press("j");
    await dashboard.keyboard.press("Enter");
    await expect(panel(dashboard, "State")).toBeVisible();
  });
});

test.describe("creating", () => {
  test("with a state, an end and channels; the client gets in", async ({ dashboard, server }) => {
    await visit(dashboard, "#/tokens");
    await dashboard.getByRole("button", { name: "Create token" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Create token" });
    await dialog.getByLabel("Name").fill("Carol");
    await write(dialog, "State (JSON object)", '{"role": "guest"}');
    await dialog.getByLabel("Expires").selectOption("in 1 day");
    await dialog.getByLabel("Default channels").fill("ro");
    await dialog.getByRole("option", { name: /room/ }).click();
    await dialog.getByRole("button", { name: "Create token" }).click();
    await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("Carol");

    const carol = await tokenOf(server, "Carol");
    expect(carol.state).toEqual({ role: "guest" });
    expect(carol.channels).toEqual(["room"]);
    const day = Date.parse(carol.expires_at) - Date.parse(carol.created_at);
    expect(Math.round(day / 3_600_000)).toBe(24);
    const client = await Client.connect(server, carol.id);
    await server.inApp("POST", "/channels/room/messages", { event: "welcome", payload: 1 });
    expect(await client.event("MESSAGE", "room")).toEqual({ e: "welcome", d: 1 });
    client.drop();
  });

  test("by keyboard alone", async ({ dashboard, server }) => {
    await visit(dashboard, "#/tokens");
    await dashboard.keyboard.press("c");
    await dashboard.keyboard.type("Dave");
    await tabTo(dashboard.getByLabel("Default channels"));
    await dashboard.keyboard.type("room");
    await expect(dashboard.getByRole("option", { name: /room/ })).toBeVisible();
    await dashboard.keyboard.press("ArrowDown");
    await dashboard.keyboard.press("Enter");
    const drop = dashboard.getByRole("button", { name: "Do not subscribe to room" });
    await expect(drop).toBeVisible();
    await tabTo(dashboard.getByRole("dialog").getByRole("button", { name: "Create token" }));
    await dashboard.keyboard.press("Enter");
    await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("Dave");
    expect((await tokenOf(server, "Dave")).channels).toEqual(["room"]);
  });

  test("what is wrong is said in place", async ({ dashboard }) => {
    await visit(dashboard, "#/tokens");
    await dashboard.keyboard.press("c");
    const dialog = dashboard.getByRole("dialog", { name: "Create token" });
    await write(dialog, "State (JSON object)", "[1");
    await dialog.getByRole("button", { name: "Create token" }).click();
    await expect(dialog.getByRole("alert")).toContainText("The state is not right");
    await dialog.getByLabel("Expires").selectOption("at an exact time");
    await dialog.getByLabel("Exact time").fill("2001-01-01 12:00");
    await expect(dialog.getByText("This is in the past.")).toBeVisible();
    await dialog.getByLabel("Exact time").fill("tomorrow");
    await expect(dialog.getByText(/This is no time/)).toBeVisible();
  });
});

test.describe("one token", () => {
  test("it is renamed and given an end", async ({ dashboard, server }) => {
    await visitToken(dashboard, "Alice");
    await dashboard.keyboard.press("e");
    const dialog = dashboard.getByRole("dialog", { name: "Edit Alice" });
    await dialog.getByLabel("Name").fill("Alicia");
    await dialog.getByLabel("Expires").selectOption("in 1 hour");
    await dashboard.keyboard.press("Tab");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("Alicia");
    expect((await tokenOf(server, "Alicia")).expires_at).toBeTruthy();
  });

  test("revoked, its client is out for good", async ({ dashboard, server, connect }) => {
    const alice = await connect("Alice");
    await visitToken(dashboard, "Alice");
    await dashboard.getByRole("button", { name: "Revoke", exact: true }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Revoke Alice?" });
    await expect(dialog).toContainText("Its live connection is closed at once.");
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await alice.gone();
    await expect(rows(dashboard)).toHaveCount(1);
    const again = await Client.connect(server, server.token("Alice"));
    await again.gone();
  });

  test("revoked by keyboard", async ({ dashboard, server }) => {
    await visitToken(dashboard, "Bob");
    await dashboard.keyboard.press("Delete");
    const dialog = dashboard.getByRole("dialog", { name: "Revoke Bob?" });
    await tabTo(dialog.getByRole("button", { name: "Revoke" }));
    await dashboard.keyboard.press("Enter");
    await expect(rows(dashboard)).toHaveCount(1);
    expect(await tokenOf(server, "Bob")).toBeUndefined();
  });

  test("its client gets a direct message", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    const bob = await connect("Bob");
    await visitToken(dashboard, "Alice");
    await dashboard.getByRole("button", { name: "Message" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Message Alice directly" });
    await expect(dialog).toContainText("Its connection gets the message");
    await dialog.getByLabel("Event").fill("note");
    await write(dialog, "Payload (JSON)", '{"for": "you"}');
    await dialog.getByRole("button", { name: "Send" }).click();
    expect(await alice.event("DIRECT_MESSAGE")).toEqual({ e: "note", d: { for: "you" } });
    await expect(dashboard.getByText("1 of 1 connections took it.")).toBeVisible();
    expect(bob.heard("DIRECT_MESSAGE")).toBe(false);
  });

  test("a message by keyboard, and to nobody", async ({ dashboard }) => {
    await visitToken(dashboard, "Alice");
    await dashboard.keyboard.press("m");
    const dialog = dashboard.getByRole("dialog", { name: "Message Alice directly" });
    await expect(dialog).toContainText("It is offline");
    await dashboard.keyboard.press("Enter");
    await expect(dashboard.getByText("Nobody got it: it is offline.")).toBeVisible();
  });

  test("its state is changed after a look, and a former one comes back", async ({ dashboard, server }) => {
    await visitToken(dashboard, "Alice");
    const state = panel(dashboard, "State");
    await dashboard.keyboard.press("s");
    await expect(state.getByRole("textbox", { name: "State as JSON" })).toBeFocused();
    await dashboard.keyboard.press("Control+a");
    await dashboard.keyboard.insertText('{"role": "host"}');
    await dashboard.keyboard.press("Control+Enter");
    await expect(state.getByRole("region", { name: "Changes of the state" })).toContainText('"role": "host"');
    await state.getByRole("button", { name: "Save state" }).click();
    await expect(dashboard.getByTestId("token-state-version")).toHaveText("version 1");
    expect((await tokenOf(server, "Alice")).state).toEqual({ role: "host" });

    await server.inApp("PATCH", `/tokens/${server.token("Alice")}`, { state: { role: "guest" } });
    await state.getByRole("tab", { name: "Versions" }).click();
    const former = dashboard.getByTestId("token-version").filter({ hasText: "version 1" });
    await former.getByRole("button", { name: /^Compare version 1/ }).click();
    await expect(former.getByRole("region")).toContainText('"role": "host"');
    await former.getByRole("button", { name: "Restore version 1" }).click();
    await expect(dashboard.getByText("Version 1 is back, as version 3.")).toBeVisible();
    expect((await tokenOf(server, "Alice")).state).toEqual({ role: "host" });
  });

  test("a change of the state by somebody else is not overwritten unseen", async ({ dashboard, server }) => {
    await visitToken(dashboard, "Alice");
    const state = panel(dashboard, "State");
    await state.getByRole("button", { name: "Edit" }).click();
    await write(state, "State as JSON", '{"mine": 1}');
    await server.inApp("PATCH", `/tokens/${server.token("Alice")}`, { state: { theirs: 2 } });
    await expect(state.getByRole("alert")).toContainText("Somebody else has changed the state");
    await state.getByRole("button", { name: "Put both changes together" }).click();
    await state.getByRole("button", { name: "Review changes" }).click();
    await state.getByRole("button", { name: "Save state" }).click();
    await expect(dashboard.getByTestId("token-state-version")).toHaveText("version 2");
    expect((await tokenOf(server, "Alice")).state).toEqual({ mine: 1, theirs: 2 });
  });

  test("it is subscribed to a channel and taken out, and that is taken back", async ({
    dashboard,
    server,
    connect,
  }) => {
    const alice = await connect("Alice");
    await visitToken(dashboard, "Alice");
    const subscriptions = panel(dashboard, "Subscriptions");
    await subscriptions.getByRole("combobox").fill("backs");
    await subscriptions.getByRole("option", { name: /backstage/ }).click();
    await subscriptions.getByRole("button", { name: "Subscribe", exact: true }).click();
    await alice.event("AVAILABLE", "backstage");
    await subscriptions.getByRole("button", { name: "Unsubscribe from backstage" }).click();
    await alice.event("UNAVAILABLE", "backstage");
    await dashboard.getByRole("button", { name: "Undo" }).click();
    await alice.event("AVAILABLE", "backstage");
    await expect(dashboard.getByTestId("token-channel")).toContainText("backstage");
    expect((await tokenOf(server, "Alice")).channels).toEqual(["backstage"]);
  });

  test("a grant is given for a time by keyboard, and revoked", async ({ dashboard, server, connect }) => {
    const alice = await connect("Alice");
    await visitToken(dashboard, "Alice");
    await dashboard.keyboard.press("p");
    const dialog = dashboard.getByRole("dialog", { name: "Give Alice a grant" });
    await dashboard.keyboard.type("back");
    await expect(dialog.getByRole("option", { name: /backstage/ })).toBeVisible();
    await dashboard.keyboard.press("ArrowDown");
    await dashboard.keyboard.press("Enter");
    await dashboard.keyboard.press("Tab");
    await dashboard.keyboard.press("ArrowDown");
    await dashboard.keyboard.press("Tab");
    await dashboard.keyboard.type("is with the band");
    await dashboard.keyboard.press("Enter");
    const grant = dashboard.getByTestId("token-grant");
    await expect(grant).toContainText("is with the band");
    await alice.join("backstage");
    const [given] = await server.inApp("GET", `/grants?token=${server.token("Alice")}`);
    expect(Date.parse(given.until) - Date.parse(given.at)).toBe(3_600_000);

    await grant.getByRole("button", { name: "Revoke the grant for backstage" }).click();
    await dashboard
      .getByRole("dialog", { name: "Revoke the grant for backstage?" })
      .getByRole("button", { name: "Revoke grant" })
      .click();
    await alice.event("UNAVAILABLE", "backstage");
    await expect(grant).toHaveCount(0);
  });

  test("it tells what it may do and where it is", async ({ dashboard, connect }) => {
    const alice = await connect("Alice");
    await alice.join("room");
    await visitToken(dashboard, "Alice");
    const access = dashboard.getByTestId("token-access");
    await expect(access.filter({ hasText: "room" })).toContainText("is in");
    await expect(access.filter({ hasText: "backstage" })).toContainText("a person is asked");
    await dashboard.getByTestId("token-connection").getByRole("link").click();
    await expect(panel(dashboard, "Channels")).toContainText("room");
  });
});

test.describe("inspecting", () => {
  test("any text gets its verdict", async ({ dashboard, server }) => {
    await visit(dashboard, "#/tokens");
    await dashboard.keyboard.press("i");
    const field = dashboard.getByRole("textbox", { name: "Text to inspect" });
    await expect(field).toBeFocused();
    await dashboard.keyboard.insertText(server.token("Alice"));
    await dashboard.keyboard.press("Enter");
    const verdict = dashboard.getByTestId("verdict");
    await expect(verdict).toContainText("valid");
    await expect(dashboard.getByTestId("token-access")).toHaveCount(3);
    await field.fill("hello");
    await dashboard.getByRole("button", { name: "Inspect" }).click();
    await expect(verdict).toContainText("not a token");
    await field.fill(server.app.project_token ?? (await server.inApp("GET", "/credentials")).project_token);
    await dashboard.getByRole("button", { name: "Inspect" }).click();
    await expect(verdict).toContainText("not a client's token");
  });
});
