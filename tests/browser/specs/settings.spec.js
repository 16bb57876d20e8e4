// Settings: the server's own, access keys, snapshots, the project file, how it looks.

import { readFile } from "node:fs/promises";
import { Client } from "../support/client.js";
import { enter, expect, tabTo, test, visit, visitChannel, write } from "../support/test.js";

const row = (page, id, name) => page.getByTestId(id).filter({ hasText: name });

test("sections are gone through by mouse and by keyboard", async ({ dashboard }) => {
  await visit(dashboard, "#/settings");
  const nav = dashboard.getByRole("navigation", { name: "Sections" });
  await nav.getByRole("link", { name: "Access keys" }).click();
  await expect(dashboard.getByText("There are no access keys")).toBeVisible();
  await dashboard.keyboard.press("j");
  await expect(dashboard.getByText("There are no snapshots")).toBeVisible();
  await dashboard.keyboard.press("k");
  await expect(dashboard.getByText("There are no access keys")).toBeVisible();
  await dashboard.keyboard.press("Control+k");
  await dashboard.keyboard.type("settings: about");
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByRole("region", { name: "Server", exact: true })).toContainText("manage");
});

test("the server's section tells how it is set up", async ({ dashboard, server }) => {
  await visit(dashboard, "#/settings/server");
  await expect(dashboard.getByRole("region", { name: "Addresses" })).toContainText(server.ready.listen);
  await expect(dashboard.getByRole("region", { name: "Data" })).toContainText("On disk");
  await dashboard.getByRole("link", { name: "Limits of this app" }).click();
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("My app");
});

test("the theme is chosen, and kept", async ({ dashboard }) => {
  await visit(dashboard, "#/settings/appearance");
  const theme = dashboard.getByRole("group", { name: "Theme" });
  await theme.getByRole("radio", { name: "Dark" }).check();
  const canvas = () => dashboard.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await expect.poll(canvas).toBe("rgb(15, 17, 21)");
  await dashboard.reload();
  await expect.poll(canvas).toBe("rgb(15, 17, 21)");
  await theme.getByRole("radio", { name: "Dark" }).focus();
  await dashboard.keyboard.press("ArrowLeft");
  await expect.poll(canvas).toBe("rgb(247, 248, 250)");
});

test.describe("access keys", () => {
  test("a key is made by keyboard, seen once, and deleted", async ({ dashboard, server }) => {
    await visit(dashboard, "#/settings/keys");
    await dashboard.keyboard.press("c");
    await dashboard.keyboard.type("monitoring");
    await dashboard.keyboard.press("Enter");
    const secret = await dashboard.getByTestId("access-key-secret").textContent();
    const ask = () => fetch(`${server.url}admin/v1/info`, { headers: { Authorization: `Bearer ${secret}` } });
    expect((await (await ask()).json()).scope).toBe("read");
    await dashboard.getByRole("button", { name: "I have it" }).click();
    await expect(dashboard.locator("body")).not.toContainText(secret);
    await expect(row(dashboard, "access-key", "monitoring")).toContainText("read");

    await dashboard.getByRole("button", { name: "Delete key monitoring" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Delete key monitoring?" });
    await tabTo(dialog.getByRole("button", { name: "Delete key" }));
    await dashboard.keyboard.press("Enter");
    await expect(dashboard.getByTestId("access-key")).toHaveCount(0);
    expect((await ask()).status).toBe(401);
  });

  test("with a read key verbs say why they are not to be had, and do nothing", async ({
    dashboard,
    server,
    browser,
  }) => {
    await visit(dashboard, "#/settings/keys");
    await dashboard.getByRole("button", { name: "Create key" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Create an access key" });
    await dialog.getByLabel("Name").fill("reader");
    await dialog.getByRole("radio", { name: /^read/ }).check();
    await dialog.getByRole("button", { name: "Create key" }).click();
    const secret = await dashboard.getByTestId("access-key-secret").textContent();

    const context = await browser.newContext();
    const reader = await context.newPage();
    await enter(reader, server, secret);
    const refused = /This window's key has the scope read; this needs manage/;
    const dead = async (name, scope = reader) => {
      const button = scope.getByRole("button", { name, exact: true }).first();
      await expect(button).toHaveAttribute("aria-disabled", "true");
      await expect(button).toHaveAttribute("aria-description", refused);
      await button.click({ force: true });
      await expect(reader.getByRole("dialog")).toHaveCount(0);
    };
    await visit(reader, "#/channels");
    await dead("Create channel");
    await reader.keyboard.press("c");
    await expect(reader.getByRole("dialog")).toHaveCount(0);
    await visitChannel(reader, "room");
    for (const verb of ["Edit channel", "Close channel", "Delete channel", "Publish", "Edit"]) {
      await dead(verb);
    }
    await reader.getByRole("textbox", { name: "Event" }).press("Control+Enter");
    await visit(reader, "#/tokens");
    await dead("Create token");
    await visit(reader, "#/apps");
    await dead("Create app");
    await visit(reader, `#/apps/${server.app.id}`);
    await dead("Rename");
    await dead("Delete app");
    await dead("Rotate key");
    await dead("Rotate secret");
    await expect(reader.getByText("Keys are shown to who may manage this server.")).toBeVisible();
    await expect(reader.getByText("Secrets are shown to who may manage this server.")).toBeVisible();
    await visit(reader, "#/settings/snapshots");
    await dead("Take snapshot");
    await context.close();

    expect((await server.inApp("GET", "/channels/room")).position).toBe(0);
    const answer = await fetch(`${server.url}admin/v1/apps/${server.app.id}/channels/room`, {
      method: "DELETE",
      headers: { Authorization: `Bearer ${secret}` },
    });
    expect(answer.status).toBe(403);
  });

  test("with a key to approve, one answers and does no more", async ({ server, browser, connect }) => {
    await server.admin("PATCH", `/apps/${server.app.id}`, { ask_timeout_ms: 600_000 });
    const { secret } = await server.admin("POST", "/keys", { name: "doorman", scope: "approve" });
    const context = await browser.newContext();
    const doorman = await context.newPage();
    await enter(doorman, server, secret);
    await visit(doorman, "#/approvals");
    const alice = await connect("Alice");
    alice.subscribe("backstage");
    await expect(doorman.getByTestId("approval-card")).toHaveCount(1);
    await doorman.keyboard.press("a");
    await alice.event("AVAILABLE", "backstage");
    await visit(doorman, "#/tokens");
    await expect(doorman.getByRole("button", { name: "Create token" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    await context.close();
  });
});

test.describe("snapshots", () => {
  test("the data goes back to one, and forward again", async ({ dashboard, server, connect }) => {
    await server.inApp("PUT", "/channels/lobby/state", { value: { when: "before" } });
    await visit(dashboard, "#/settings/snapshots");
    await dashboard.getByRole("button", { name: "Take snapshot" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Take a snapshot" });
    await dialog.getByLabel("Name").fill("baseline");
    await dialog.getByRole("button", { name: "Take snapshot" }).click();
    await expect(row(dashboard, "snapshot", "baseline")).toBeVisible();

    await server.inApp("PUT", "/channels/lobby/state", { value: { when: "after" } });
    await server.inApp("POST", "/channels", { name: "later", visibility: "public" });
    await server.inApp("POST", "/channels/lobby/messages", { event: "later", payload: 1 });
    const alice = await connect("Alice");
    await dashboard.getByRole("button", { name: "Restore baseline" }).click();
    const question = dashboard.getByRole("dialog", { name: "Go back to baseline?" });
    await expect(question.getByRole("checkbox", { name: "Take a snapshot of now first" })).toBeChecked();
    await question.getByRole("button", { name: "Restore snapshot" }).click();
    await expect(dashboard.getByText(/^Back at baseline/)).toBeVisible();
    await alice.gone();
    expect((await server.inApp("GET", "/channels/lobby/state")).value).toEqual({ when: "before" });
    await expect(server.inApp("GET", "/channels/later")).rejects.toThrow("404");
    expect(await server.inApp("GET", "/channels/lobby")).toMatchObject({ position: 0 });
    const again = await Client.connect(server, server.token("Alice"));
    await again.join("lobby");
    again.drop();

    await dashboard.getByRole("button", { name: /^Restore before restore/ }).click();
    await dashboard.getByRole("dialog").getByRole("checkbox").uncheck();
    await dashboard.getByRole("dialog").getByRole("button", { name: "Restore snapshot" }).click();
    await expect(dashboard.getByText(/^Back at before restore/)).toBeVisible();
    expect((await server.inApp("GET", "/channels/lobby/state")).value).toEqual({ when: "after" });
    await visit(dashboard, "#/channels");
    await expect(dashboard.getByRole("link", { name: "later" })).toBeVisible();
  });

  test("one is taken and deleted by keyboard; a name twice is refused", async ({ dashboard, server }) => {
    await visit(dashboard, "#/settings/snapshots");
    await dashboard.keyboard.press("c");
    await dashboard.keyboard.type("once");
    await dashboard.keyboard.press("Enter");
    await expect(row(dashboard, "snapshot", "once")).toBeVisible();
    await dashboard.keyboard.press("c");
    await dashboard.keyboard.type("once");
    await dashboard.keyboard.press("Enter");
    await expect(dashboard.getByRole("dialog").getByRole("alert")).toContainText("once");
    await dashboard.keyboard.press("Escape");
    await tabTo(dashboard.getByRole("button", { name: "Delete snapshot once" }));
    await dashboard.keyboard.press("Enter");
    await tabTo(dashboard.getByRole("dialog").getByRole("button", { name: "Delete snapshot" }));
    await dashboard.keyboard.press("Enter");
    await expect(dashboard.getByText("There are no snapshots")).toBeVisible();
    expect(await server.admin("GET", "/snapshots")).toEqual([]);
  });
});

test.describe("the project file", () => {
  test("it is saved, without secrets, and brought in after a look", async ({ dashboard, server }) => {
    const { project_token: secret } = await server.inApp("GET", "/credentials");
    await visit(dashboard, "#/settings/project");
    const saved = dashboard.waitForEvent("download");
    await dashboard.getByRole("button", { name: "Save file" }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe("switchboard.project.json");
    const text = await readFile(await download.path(), "utf8");
    expect(text).not.toContain(secret);
    expect(text).not.toContain(server.token("Alice"));
    expect(JSON.parse(text).switchboard).toBe(1);

    await server.inApp("DELETE", "/channels/room");
    await dashboard
      .getByLabel("Choose a file …")
      .last()
      .setInputFiles({
        name: "switchboard.project.json",
        mimeType: "application/json",
        buffer: Buffer.from(text),
      });
    const imports = dashboard.getByRole("region", { name: "Import" });
    await imports.getByRole("button", { name: "Look first" }).click();
    const would = imports.getByRole("region", { name: "What would be done" });
    await expect(would.getByRole("listitem").filter({ hasText: "room" })).toContainText("to make");
    await expect(server.inApp("GET", "/channels/room")).rejects.toThrow("404");
    await imports.getByRole("button", { name: "Import" }).click();
    await expect(imports.getByRole("region", { name: "What was done" })).toContainText("room");
    expect((await server.inApp("GET", "/channels/room")).visibility).toBe("public");
  });

  test("by keyboard: saved, and what is no project file is said", async ({ dashboard }) => {
    await visit(dashboard, "#/settings/project");
    const saved = dashboard.waitForEvent("download");
    await dashboard.keyboard.press("x");
    await saved;
    const imports = dashboard.getByRole("region", { name: "Import" });
    await tabTo(imports.getByRole("textbox", { name: "Project file (JSON)" }));
    await dashboard.keyboard.insertText('{"a": 1}');
    await dashboard.keyboard.press("Control+Enter");
    await expect(imports.getByRole("alert")).toContainText("This is no project file");
    await write(imports, "Project file (JSON)", '{"switchboard": 1, "apps": "many"}');
    await dashboard.keyboard.press("Control+Enter");
    await expect(imports.getByRole("alert")).toContainText("INVALID_REQUEST");
  });
});
