// The list of channels: find, resolve, create, edit, close, open and delete.

import { expect, tabTo, test, visit, write } from "../support/test.js";

const row = (page, name) =>
  page.getByTestId("channel-row").filter({ has: page.getByRole("link", { name, exact: true }) });

test.beforeEach(async ({ dashboard }) => {
  await visit(dashboard, "#/channels");
});

test("a channel is created with all it can have", async ({ dashboard, server }) => {
  await dashboard.getByRole("button", { name: "Create channel" }).click();
  const dialog = dashboard.getByRole("dialog", { name: "Create channel" });
  await dialog.getByLabel("Name").fill("kitchen");
  await dialog.getByRole("radio", { name: /^public/ }).check();
  await dialog.getByRole("checkbox", { name: /^persistent/ }).check();
  await dialog.getByRole("checkbox", { name: /^presence/ }).check();
  await write(dialog, "Initial state", '{"oven": "cold"}');
  await dialog.getByLabel("Extra").fill("row 7");
  await dialog.getByRole("button", { name: "Create channel" }).click();

  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("kitchen");
  const kitchen = await server.inApp("GET", "/channels/kitchen");
  expect(kitchen).toMatchObject({ visibility: "public", extra: "row 7" });
  expect(kitchen.capabilities.sort()).toEqual(["persistent", "presence"]);
  const state = await server.inApp("GET", "/channels/kitchen/state");
  expect(state.value).toEqual({ oven: "cold" });
});

test("a channel is created by keyboard alone", async ({ dashboard, server }) => {
  await dashboard.keyboard.press("c");
  await dashboard.keyboard.type("attic");
  await dashboard.keyboard.press("Tab");
  await dashboard.keyboard.press("ArrowDown");
  await tabTo(dashboard.getByRole("checkbox", { name: /^client publish/ }));
  await dashboard.keyboard.press("Space");
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("attic");
  expect(await server.inApp("GET", "/channels/attic")).toMatchObject({
    visibility: "public",
    capabilities: ["client_publish"],
  });
});

test("what a name cannot be is said while it is typed, what is taken when it is sent", async ({
  dashboard,
}) => {
  await dashboard.keyboard.press("c");
  const dialog = dashboard.getByRole("dialog", { name: "Create channel" });
  const name = dialog.getByLabel("Name");
  const create = dialog.getByRole("button", { name: "Create channel" });
  await name.fill("a*b");
  await expect(name).toHaveAccessibleDescription(/“\*” cannot stand in a name/);
  await expect(create).toBeDisabled();
  await name.fill("x".repeat(257));
  await expect(name).toHaveAccessibleDescription(/257 characters; 256 is the most/);
  await name.fill("lobby");
  await create.click();
  await expect(dialog.getByRole("alert")).toContainText("CHANNEL_EXISTS");
});

test("the search narrows the list, and what is not there is resolved and made", async ({
  dashboard,
  server,
}) => {
  await expect(dashboard.getByTestId("channel-row")).toHaveCount(3);
  await dashboard.keyboard.press("/");
  await dashboard.keyboard.type("back");
  await expect(dashboard.getByTestId("channel-row")).toHaveCount(1);
  const resolved = dashboard.getByTestId("channel-resolved");
  await expect(resolved.getByRole("heading")).toHaveText("There is no channel back");
  await expect(resolved.getByTestId("channel-joins").getByRole("listitem").first()).toContainText(
    "may not join",
  );

  await dashboard.keyboard.type("yard");
  await expect(dashboard.getByTestId("channel-row")).toHaveCount(0);
  await resolved.getByRole("button", { name: "Create backyard" }).click();
  const dialog = dashboard.getByRole("dialog", { name: "Create channel" });
  await expect(dialog.getByLabel("Name")).toHaveValue("backyard");
  await dialog.getByRole("button", { name: "Create channel" }).click();
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("backyard");
  expect((await server.inApp("GET", "/channels/backyard")).visibility).toBe("private");
});

test("a name that no channel can have is said to be so", async ({ dashboard }) => {
  await dashboard.getByRole("searchbox", { name: "Search, or any name" }).fill("a*b");
  const resolved = dashboard.getByTestId("channel-resolved");
  await expect(resolved.getByRole("heading")).toHaveText("a*b can be no channel's name");
  await expect(resolved.getByRole("button")).toHaveCount(0);
});

test("order and search stay in the address", async ({ dashboard }) => {
  const names = dashboard.getByTestId("channel-row").getByRole("link");
  await dashboard.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await expect(names).toHaveText(["backstage", "lobby", "room"]);
  await dashboard.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await expect(names).toHaveText(["room", "lobby", "backstage"]);
  await dashboard.getByRole("searchbox").fill("o");
  await expect(names).toHaveText(["room", "lobby"]);
  await dashboard.reload();
  await expect(names).toHaveText(["room", "lobby"]);
  await names.first().click();
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("room");
  await dashboard.goBack();
  await expect(names).toHaveText(["room", "lobby"]);
});

test("rows are gone through and opened by keyboard", async ({ dashboard }) => {
  await dashboard.keyboard.press("j");
  const first = dashboard.getByTestId("channel-row").first().getByRole("link");
  await expect(first).toBeFocused();
  await dashboard.keyboard.press("j");
  await dashboard.keyboard.press("j");
  await dashboard.keyboard.press("k");
  const second = dashboard.getByTestId("channel-row").nth(1).getByRole("link");
  await expect(second).toBeFocused();
  const name = await second.textContent();
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText(name);
});

test("a row's menu edits, closes, opens and deletes", async ({ dashboard, server }) => {
  const room = row(dashboard, "room");
  const choose = async (verb) => {
    await room.getByRole("button", { name: "Verbs of room" }).click();
    await dashboard.getByRole("menuitem", { name: verb }).click();
  };
  await choose("Edit channel");
  const dialog = dashboard.getByRole("dialog", { name: "Edit channel room" });
  await expect(dialog.getByRole("button", { name: "Save channel" })).toBeDisabled();
  await dialog.getByRole("radio", { name: /^unprotected/ }).check();
  await expect(dialog).toContainText("From now on everybody may join");
  await dialog.getByRole("button", { name: "Save channel" }).click();
  await expect(room).toContainText("unprotected");

  await choose("Close channel");
  await expect(room).toContainText("closed");
  expect((await server.inApp("GET", "/channels/room")).closed).toBe(true);
  await choose("Open channel");
  await expect(room.getByText("closed")).toHaveCount(0);

  await choose("Delete channel");
  await dashboard
    .getByRole("dialog", { name: "Delete channel room?" })
    .getByRole("button", { name: "Delete channel" })
    .click();
  await expect(room).toHaveCount(0);
  await expect(server.inApp("GET", "/channels/room")).rejects.toThrow("404");
});

test("a row's menu works by keyboard, and what it did is taken back", async ({ dashboard, server }) => {
  const room = row(dashboard, "room");
  await tabTo(room.getByRole("button", { name: "Verbs of room" }));
  await dashboard.keyboard.press("Enter");
  await dashboard.keyboard.press("ArrowDown");
  await expect(dashboard.getByRole("menuitem", { name: "Close channel" })).toBeFocused();
  await dashboard.keyboard.press("Enter");
  await expect(room).toContainText("closed");
  // The row shows it as soon as the server tells, which may be before the answer is here.
  await expect(dashboard.getByRole("button", { name: "Undo" })).toBeVisible();
  await dashboard.keyboard.press("u");
  await expect(dashboard.getByText("Taken back.")).toBeVisible();
  await expect(room.getByText("closed")).toHaveCount(0);
  expect((await server.inApp("GET", "/channels/room")).closed).toBe(false);
});

test("what others do appears by itself", async ({ dashboard, server, connect }) => {
  await server.inApp("POST", "/channels", { name: "cellar", visibility: "public" });
  await expect(row(dashboard, "cellar")).toBeVisible();
  const alice = await connect("Alice");
  await alice.join("cellar");
  await expect(row(dashboard, "cellar")).toContainText("1");
  await server.inApp("DELETE", "/channels/cellar");
  await expect(row(dashboard, "cellar")).toHaveCount(0);
});
