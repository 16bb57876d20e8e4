// Apps: create, switch, rename, delete; their joins, limits, retention, capabilities and keys.

import { Client } from "../support/client.js";
import { expect, tabTo, test, visit } from "../support/test.js";

const rows = (page) => page.getByTestId("app-row");
const panel = (page, name) => page.getByRole("region", { name, exact: true });

async function visitApp(page, server) {
  await visit(page, `#/apps/${server.app.id}`);
  await expect(panel(page, "Limits")).toBeVisible();
}

test("an app is created, looked at, renamed and deleted", async ({ dashboard, server }) => {
  await visit(dashboard, "#/apps");
  await expect(rows(dashboard)).toHaveCount(1);
  await dashboard.getByRole("button", { name: "Create app" }).click();
  const dialog = dashboard.getByRole("dialog", { name: "Create app" });
  await dialog.getByRole("button", { name: "Create app" }).click();
  await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription("An app needs a name.");
  await dialog.getByLabel("Name").fill("Second");
  await dialog.getByRole("radio", { name: /^Deny all/ }).check();
  await dialog.getByRole("checkbox", { name: /^presence/ }).check();
  await dialog.getByRole("button", { name: "Create app" }).click();
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("Second");
  const made = (await server.admin("GET", "/apps")).find((app) => app.name === "Second");
  expect(made).toMatchObject({ join_mode: "deny", default_capabilities: ["presence"] });

  await dashboard.getByRole("button", { name: "Switch to this app" }).click();
  await expect(dashboard.getByRole("button", { name: "App: Second" })).toBeVisible();
  await visit(dashboard, "#/channels");
  await expect(dashboard.getByText("This app has no channels")).toBeVisible();

  await visit(dashboard, `#/apps/${made.id}`);
  await dashboard.getByRole("button", { name: "Rename" }).click();
  await dashboard.getByRole("dialog").getByLabel("Name").fill("Other");
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("Other");

  await dashboard.getByRole("button", { name: "Delete app" }).click();
  const confirm = dashboard.getByRole("dialog", { name: "Delete Other?" });
  await expect(confirm.getByRole("button", { name: "Delete app" })).toBeDisabled();
  await confirm.getByLabel("Type Other to confirm").fill("Other");
  await confirm.getByRole("button", { name: "Delete app" }).click();
  await expect(rows(dashboard)).toHaveCount(1);
  await expect(dashboard.getByRole("button", { name: "App: My app" })).toBeVisible();
});

test("by keyboard: create, switch, rename, delete", async ({ dashboard, server }) => {
  await visit(dashboard, "#/apps");
  await dashboard.keyboard.press("c");
  await dashboard.keyboard.type("Keys");
  await dashboard.keyboard.press("Enter");
  const heading = dashboard.getByRole("heading", { level: 1 });
  await expect(heading).toContainText("Keys");
  await dashboard.keyboard.press("s");
  await expect(dashboard.getByRole("button", { name: "App: Keys" })).toBeVisible();
  await dashboard.keyboard.press("r");
  await dashboard.keyboard.type("Typed");
  await dashboard.keyboard.press("Enter");
  await expect(heading).toContainText("Typed");
  await dashboard.keyboard.press("Delete");
  await dashboard.keyboard.type("Typed");
  await dashboard.keyboard.press("Enter");
  await expect(rows(dashboard)).toHaveCount(1);
  expect(await server.admin("GET", "/apps")).toHaveLength(1);
});

test("the app in view is switched in the top bar", async ({ dashboard, server }) => {
  await server.admin("POST", "/apps", { name: "Second" });
  await dashboard.getByRole("button", { name: "App: My app" }).click();
  await dashboard.getByRole("menuitem", { name: "Second" }).click();
  await expect(dashboard.getByRole("button", { name: "App: Second" })).toBeVisible();
  await visit(dashboard, "#/apps");
  await dashboard.getByRole("button", { name: "Switch to this app: My app" }).click();
  await expect(dashboard.getByRole("button", { name: "App: My app" })).toBeVisible();
});

test("a limit that is set holds", async ({ dashboard, server, connect }) => {
  await visitApp(dashboard, server);
  const limits = panel(dashboard, "Limits");
  await limits.getByRole("textbox", { name: /^Channels of a subject/ }).fill("1");
  await limits.getByRole("textbox", { name: /^Channels of a subject/ }).press("Enter");
  await expect(dashboard.getByText("The limits hold from now on.")).toBeVisible();
  const alice = await connect("Alice");
  await alice.join("room");
  alice.subscribe("lobby");
  await alice.event("UNAVAILABLE", "lobby");
  const [refused] = await server.admin("GET", "/refusals");
  expect(refused.code).toBe("LIMIT_REACHED");

  await limits.getByRole("button", { name: /^Channels of a subject: Set to the default/ }).click();
  await limits.getByRole("button", { name: "Save" }).click();
  const most = async () => (await server.inApp("GET", "")).limits.channels_per_subject;
  await expect.poll(most).toBe(1_000);
  await alice.join("lobby");
});

test("a limit that cannot be is said at its field", async ({ dashboard, server }) => {
  await visitApp(dashboard, server);
  const limits = panel(dashboard, "Limits");
  const payload = limits.getByRole("textbox", { name: /^Payload of a message/ });
  await payload.fill("much");
  await expect(payload).toHaveAccessibleDescription("This is not a whole number.");
  await expect(limits.getByRole("button", { name: "Save" })).toBeDisabled();
  await payload.fill("2000000");
  await limits.getByRole("button", { name: "Save" }).click();
  await expect(payload).toHaveAccessibleDescription(/payload_bytes/);
  await limits.getByRole("button", { name: "Take back" }).click();
  await expect(payload).toHaveAccessibleDescription(/default/);
});

test("retention is set, and less is said to delete", async ({ dashboard, server }) => {
  await visitApp(dashboard, server);
  const retention = panel(dashboard, "Retention");
  const messages = retention.getByLabel("Messages of a persistent channel", { exact: true });
  if (await retention.getByRole("checkbox", { name: "all of them" }).isChecked()) {
    await retention.getByRole("checkbox", { name: "all of them" }).uncheck();
  }
  await messages.fill("5");
  await expect(retention.getByText(/what is over it is deleted within a minute/)).toBeVisible();
  await retention.getByRole("button", { name: "Save" }).click();
  await expect(dashboard.getByText("From now on this is what is kept.")).toBeVisible();
  expect((await server.admin("GET", `/apps/${server.app.id}`)).retention.messages).toBe(5);
});

test("joins and default capabilities are set", async ({ dashboard, server, connect }) => {
  await visitApp(dashboard, server);
  const joins = panel(dashboard, "Private joins");
  await joins.getByRole("radio", { name: /^Allow all/ }).check();
  await expect(dashboard.getByText("From now on every token is let in.")).toBeVisible();
  const alice = await connect("Alice");
  await alice.join("backstage");
  await joins.getByLabel("Time to answer", { exact: true }).fill("45");
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByText("Saved.")).toBeVisible();
  expect((await server.admin("GET", `/apps/${server.app.id}`)).ask_timeout_ms).toBe(45_000);

  await panel(dashboard, "Default capabilities")
    .getByRole("checkbox", { name: /^ephemeral/ })
    .check();
  await expect
    .poll(async () => (await server.admin("GET", `/apps/${server.app.id}`)).default_capabilities)
    .toContain("ephemeral");
});

test("a key is shown on demand and rotated; both work, then only the new one", async ({
  dashboard,
  server,
}) => {
  await visitApp(dashboard, server);
  const keys = dashboard.getByTestId("project-key");
  const shown = keys.first().getByTestId("project-key-text");
  const { project_token: old } = await server.inApp("GET", "/credentials");
  await expect(shown).not.toContainText(old);
  await keys.first().getByRole("button", { name: "Show the key" }).click();
  await expect(shown).toHaveText(old);

  const works = async (key) =>
    (await fetch(`http://${server.ready.listen}/v1/projects/@this`, { headers: { Authorization: key } })).ok;
  await dashboard.keyboard.press("k");
  const dialog = dashboard.getByRole("dialog", { name: "Make a new key?" });
  await dialog.getByRole("radio", { name: "1 hour" }).check();
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  await expect(keys).toHaveCount(2);
  const { project_token: second } = await server.inApp("GET", "/credentials");
  expect(second).not.toBe(old);
  expect([await works(old), await works(second)]).toEqual([true, true]);

  await dashboard.getByRole("button", { name: "Rotate key" }).click();
  await dialog.getByRole("radio", { name: "Not at all" }).check();
  await expect(dialog.getByRole("status")).toContainText("is refused at once");
  await tabTo(dialog.getByRole("button", { name: "Rotate key" }));
  await dashboard.keyboard.press("Enter");
  await expect(keys).toHaveCount(1);
  const { project_token: third } = await server.inApp("GET", "/credentials");
  expect([await works(old), await works(second), await works(third)]).toEqual([false, false, true]);
});

test("a deleted app's clients are out", async ({ dashboard, server }) => {
  const made = await server.admin("POST", "/apps", { name: "Short" });
  const token = await server.admin("POST", `/apps/${made.id}/tokens`, { name: "Eve" });
  const eve = await Client.connect({ ready: server.ready, app: { id: made.id } }, token.id);
  await visit(dashboard, `#/apps/${made.id}`);
  await dashboard.getByRole("button", { name: "Delete app" }).click();
  const confirm = dashboard.getByRole("dialog", { name: "Delete Short?" });
  await expect(confirm).toContainText("1 token or client and its keys go with it. 1 connection is closed.");
  await confirm.getByLabel("Type Short to confirm").fill("Short");
  await dashboard.keyboard.press("Enter");
  await eve.gone();
});

test("an app that is not there is said to be gone", async ({ dashboard }) => {
  await visit(dashboard, "#/apps/project_nowhere");
  await expect(dashboard.getByRole("alert")).toContainText("There is no such app.");
});
