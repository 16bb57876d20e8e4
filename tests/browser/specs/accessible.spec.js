// No violation of the accessibility rules that axe knows: every page, every dialog and menu, light and dark.

import { pagesOf, stage } from "../support/scene.js";
import { expect, expectAccessible, test, visit, visitChannel, write } from "../support/test.js";

const button = (name) => (page) => page.getByRole("button", { name, exact: true }).first().click();
const key = (keys) => (page) => page.keyboard.press(keys);

/** What opens over a page: where, how, and what is there then. */
const openings = [
  ["palette", "#/", key("Control+k"), "dialog"],
  ["shortcuts", "#/channels", key("?"), "dialog"],
  ["theme menu", "#/", button("Theme"), "menu"],
  ["app menu", "#/", button("App: My app"), "menu"],
  ["create channel", "#/channels", button("Create channel"), "dialog"],
  ["verbs of a channel", "#/channels", button("Verbs of room"), "menu"],
  ["edit channel", "#/channels/room", button("Edit channel"), "dialog"],
  ["delete channel", "#/channels/room", button("Delete channel"), "dialog"],
  ["jump to a time", "#/channels/lobby", button("Jump to a time"), "dialog"],
  ["subscribe a token", "#/channels/room", key("m"), "dialog"],
  ["give a grant", "#/channels/backstage", key("r"), "dialog"],
  ["create token", "#/tokens", button("Create token"), "dialog"],
  ["create client", "#/tokens", button("Create client"), "dialog"],
  ["edit client", "CLIENT", button("Edit"), "dialog"],
  ["delete client", "CLIENT", button("Delete client"), "dialog"],
  ["edit token", "TOKEN", button("Edit"), "dialog"],
  ["message", "TOKEN", button("Message"), "dialog"],
  ["give grant", "TOKEN", button("Give grant"), "dialog"],
  ["revoke", "TOKEN", button("Revoke"), "dialog"],
  ["deny", "#/approvals", button("Deny…"), "dialog"],
  ["allow for a time", "#/approvals", button("Allow for a time"), "menu"],
  ["disconnect", "CONNECTION", button("Disconnect"), "dialog"],
  ["create app", "#/apps", button("Create app"), "dialog"],
  ["rename app", "APP", button("Rename"), "dialog"],
  ["rotate key", "APP", button("Rotate key"), "dialog"],
  ["rotate secret", "APP", button("Rotate secret"), "dialog"],
  ["delete app", "APP", button("Delete app"), "dialog"],
  ["create key", "#/settings/keys", button("Create key"), "dialog"],
  ["delete key", "#/settings/keys", button("Delete key monitoring"), "dialog"],
  ["take snapshot", "#/settings/snapshots", button("Take snapshot"), "dialog"],
  ["restore", "#/settings/snapshots", button("Restore baseline"), "dialog"],
  ["delete snapshot", "#/settings/snapshots", button("Delete snapshot baseline"), "dialog"],
];

// One scene serves many looks.
test.describe.configure({ timeout: 180_000 });

test("the door", async ({ page, server }) => {
  await page.goto(server.url);
  await page.getByLabel("Admin key").fill("wrong");
  await page.keyboard.press("Enter");
  await expect(page.getByText("the admin key is missing or wrong")).toBeVisible();
  await expectAccessible(page, "the door");
});

for (const colorScheme of ["light", "dark"]) {
  const colours = colorScheme === "dark";
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("pages", async ({ dashboard, server, connect }) => {
      const clients = await stage(server, connect);
      for (const page of pagesOf(server, clients)) {
        await visit(dashboard, page.address);
        await expect(page.complete(dashboard), page.name).toBeVisible();
        await expectAccessible(dashboard, page.name, { colours });
      }
    });

    test("dialogs and menus", async ({ dashboard, server, connect }) => {
      const clients = await stage(server, connect);
      const pages = Object.fromEntries(pagesOf(server, clients).map((page) => [page.name, page]));
      const known = {
        TOKEN: pages.token,
        CLIENT: pages.client,
        CONNECTION: pages.connection,
        APP: pages.app,
      };
      for (const [name, where, open, role] of openings) {
        await visit(dashboard, known[where]?.address ?? where);
        if (known[where]) await expect(known[where].complete(dashboard)).toBeVisible();
        await open(dashboard);
        await expect(dashboard.getByRole(role), name).toBeVisible();
        await expectAccessible(dashboard, name, { part: `[role=${role}]`, colours });
        await dashboard.keyboard.press("Escape");
        await expect(dashboard.getByRole(role), name).toHaveCount(0);
      }
    });

    test("what unfolds in a page", async ({ dashboard, server, connect }) => {
      await stage(server, connect);
      await visit(dashboard, "#/live");
      await dashboard.getByTestId("live-row").last().click();
      await expect(dashboard.getByTestId("live-detail")).toBeVisible();
      await expectAccessible(dashboard, "the details of an event", { colours });

      await visitChannel(dashboard, "lobby");
      await dashboard.getByTestId("history-row").last().click();
      await expect(dashboard.getByTestId("history-detail")).toBeVisible();
      for (const tab of [/^Comings/, /^Subscribed/, /^Grants/, "Text", "Versions"]) {
        await dashboard.getByRole("tab", { name: tab }).click();
        await expectAccessible(dashboard, `the tab ${tab}`, { colours });
      }
      await dashboard.keyboard.press("s");
      const state = dashboard.getByRole("region", { name: "State" });
      await write(state, "State as JSON", '{"topic": "coffee"}');
      await expectAccessible(dashboard, "the editor of a state", { colours });
      await state.getByRole("button", { name: "Review changes" }).click();
      await expectAccessible(dashboard, "the difference of a state", { colours });
      await server.inApp("PUT", "/channels/lobby/state", { value: { topic: "water" } });
      await expect(dashboard.getByTestId("channel-state-conflict")).toBeVisible();
      await expectAccessible(dashboard, "a conflict", { colours });

      await visit(dashboard, "#/tokens/inspect");
      await dashboard.keyboard.insertText(server.token("Alice"));
      await dashboard.keyboard.press("Enter");
      await expect(dashboard.getByTestId("verdict")).toBeVisible();
      await expectAccessible(dashboard, "a verdict", { colours });
      const wish = { dialect: "channels", kind: "jwt", client: "ada", role: "Client" };
      const { credential } = await server.inApp("POST", "/mint", wish);
      await server.inApp("POST", "/signing-keys", {});
      await dashboard.getByRole("textbox", { name: "Text to inspect" }).fill(credential);
      await dashboard.keyboard.press("Enter");
      await expect(dashboard.getByTestId("signed")).toBeVisible();
      await expectAccessible(dashboard, "a refused credential", { colours });

      await visit(dashboard, "#/tokens/client:ada");
      await dashboard.getByRole("button", { name: "Mint", exact: true }).click();
      await expect(dashboard.getByTestId("minted")).toBeVisible();
      await expectAccessible(dashboard, "a minted credential", { colours });

      await visit(dashboard, "#/");
      for (const name of ["channels", "pakyow", "itty"]) {
        await dashboard.getByRole("tab", { name, exact: true }).click();
        await expect(dashboard.getByTestId("snippet").filter({ visible: true })).toBeVisible();
        await expectAccessible(dashboard, `snippets of ${name}`, { colours });
      }
    });

    test("nothing there yet, and nothing that fits", async ({ dashboard, server }) => {
      for (const [address, words] of [
        ["#/channels?q=zzzz", "No channel has this in its name"],
        ["#/tokens?q=zzzz", "No token or client has this in its name or id"],
        ["#/connections", "Nobody is connected"],
        ["#/connections?view=refused", "Nobody was refused"],
        ["#/approvals", "Nobody waits"],
        ["#/settings/keys", "There are no access keys"],
      ]) {
        await visit(dashboard, address);
        await expect(dashboard.getByText(words)).toBeVisible();
        await expectAccessible(dashboard, address, { colours });
      }
      await server.quit();
      await expect(dashboard.getByText("The server does not answer")).toBeVisible();
      await expectAccessible(dashboard, "a lost server", { colours });
    });
  });
}
