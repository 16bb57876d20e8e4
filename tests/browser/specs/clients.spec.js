// Clients that a backend registers, the credentials that are signed for them, and the secrets that sign.

import { WebSocket } from "ws";
import { expect, tabTo, test, visit } from "../support/test.js";

const rows = (page) => page.getByTestId("token-row");
const panel = (page, name) => page.getByRole("region", { name, exact: true });
const heading = (page) => page.getByRole("heading", { level: 1 });

async function visitClient(page, id) {
  await visit(page, `#/tokens/${encodeURIComponent(`client:${id}`)}`);
  await expect(page.getByTestId("token-facts")).toContainText("client");
}

const register = (server, id, rest = {}) => server.inApp("POST", "/clients", { id, ...rest });
const known = (server, id) => server.inApp("GET", `/tokens/client:${id}`);

/** Opens a socket with a signed credential; answers it, or the status with which it was refused. */
function open(server, credential) {
  const query = new URLSearchParams({ AppID: server.app.id, Authorization: credential });
  const socket = new WebSocket(`ws://${server.ready.listen}/optimized?${query}`);
  return new Promise((done, fail) => {
    socket.once("open", () => done({ socket }));
    socket.once("unexpected-response", (_, { statusCode }) => done({ status: statusCode }));
    socket.once("error", fail);
  });
}

test.describe("the list", () => {
  test("tokens and clients are told apart", async ({ dashboard, server }) => {
    await register(server, "ada", { username: "Ada Lovelace" });
    await visit(dashboard, "#/tokens");
    await expect(heading(dashboard)).toHaveText("Tokens & clients");
    await expect(rows(dashboard)).toHaveCount(3);
    await expect(rows(dashboard).filter({ hasText: "Ada Lovelace" })).toContainText("client");
    await dashboard.getByText("Clients", { exact: true }).click();
    await expect(rows(dashboard)).toHaveCount(1);
    expect(dashboard.url()).toContain("kind=client");
    await dashboard.keyboard.press("ArrowLeft");
    await expect(rows(dashboard).getByRole("link")).toHaveText(["Bob", "Alice"], { ignoreCase: true });
    await dashboard.keyboard.press("Escape");
    await dashboard.getByRole("searchbox").fill("ada");
    await expect(dashboard.getByText("No token has this in its name or id")).toBeVisible();
    await dashboard.getByText("All", { exact: true }).click();
    await expect(rows(dashboard).getByRole("link")).toHaveText(["Ada Lovelace"]);
  });

  test("the palette finds a client by its username", async ({ dashboard, server }) => {
    await register(server, "u-1", { username: "Grace" });
    await dashboard.keyboard.press("Control+k");
    await dashboard.keyboard.type("grace");
    await expect(dashboard.getByRole("option", { name: /Grace/ })).toBeVisible();
    await dashboard.keyboard.press("Enter");
    await expect(heading(dashboard)).toContainText("Grace");
  });
});

test.describe("one client", () => {
  test("it is created, changed and deleted", async ({ dashboard, server }) => {
    await visit(dashboard, "#/tokens");
    await dashboard.getByRole("button", { name: "Create client" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Create client" });
    await dialog.getByRole("button", { name: "Create client" }).click();
    await expect(dialog.getByLabel("Id")).toHaveAccessibleDescription("A client needs an id.");
    await dialog.getByLabel("Id").fill("ada");
    await dialog.getByLabel("Username").fill("Ada");
    await dialog.getByLabel("Extra").fill('{"team":7}');
    await dialog.getByRole("button", { name: "Create client" }).click();
    await expect(heading(dashboard)).toContainText("Ada");
    await expect(dashboard.getByTestId("token-facts")).toContainText('{"team":7}');
    expect(await known(server, "ada")).toMatchObject({ client: "ada", name: "Ada", extra: '{"team":7}' });

    await dashboard.getByRole("button", { name: "Edit" }).first().click();
    const edit = dashboard.getByRole("dialog", { name: "Edit Ada" });
    await edit.getByLabel("Username").fill("Ada Lovelace");
    await edit.getByLabel("Extra").fill("");
    await edit.getByRole("button", { name: "Save" }).click();
    await expect(heading(dashboard)).toContainText("Ada Lovelace");
    expect(await known(server, "ada")).toMatchObject({ name: "Ada Lovelace", extra: null });

    await dashboard.getByRole("button", { name: "Delete client" }).click();
    const confirm = dashboard.getByRole("dialog", { name: "Delete Ada Lovelace?" });
    await confirm.getByRole("button", { name: "Delete client" }).click();
    await expect(rows(dashboard)).toHaveCount(2);
    await expect(known(server, "ada")).rejects.toThrow("404");
    await visitMissing(dashboard, "ada");
  });

  test("by keyboard: create, rename, delete", async ({ dashboard, server }) => {
    await visit(dashboard, "#/tokens");
    await dashboard.keyboard.press("n");
    await dashboard.keyboard.type("grace");
    await dashboard.keyboard.press("Enter");
    await expect(heading(dashboard)).toContainText("grace");
    await dashboard.keyboard.press("e");
    await dashboard.keyboard.type("Grace");
    await dashboard.keyboard.press("Enter");
    await expect(heading(dashboard)).toContainText("Grace");
    await dashboard.keyboard.press("Delete");
    await tabTo(dashboard.getByRole("dialog").getByRole("button", { name: "Delete client" }));
    await dashboard.keyboard.press("Enter");
    await expect(rows(dashboard)).toHaveCount(2);
    await expect(known(server, "grace")).rejects.toThrow("404");
  });

  test("an id that is taken is refused in place", async ({ dashboard, server }) => {
    await register(server, "ada");
    await visit(dashboard, "#/tokens");
    await dashboard.keyboard.press("n");
    await dashboard.keyboard.type("ada");
    await dashboard.keyboard.press("Enter");
    await expect(dashboard.getByRole("dialog").getByRole("alert")).toContainText('a client "ada" already', {
      ignoreCase: true,
    });
  });

  test("it is made a member, which shows in what it may do", async ({ dashboard, server }) => {
    await register(server, "ada");
    await visitClient(dashboard, "ada");
    const access = dashboard.getByTestId("token-access").filter({ hasText: "backstage" });
    await expect(access).toContainText("a person is asked");
    await dashboard.keyboard.press("p");
    const dialog = dashboard.getByRole("dialog", { name: "Give ada a grant" });
    await dashboard.keyboard.type("back");
    await expect(dialog.getByRole("option", { name: /backstage/ })).toBeVisible();
    await dashboard.keyboard.press("ArrowDown");
    await dashboard.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Give grant" }).click();
    await expect(panel(dashboard, "Memberships")).toContainText("backstage");
    await expect(access).toContainText("yes");
    const [grant] = await server.inApp("GET", "/grants?token=client:ada");
    expect(grant.who).toEqual({ kind: "client", label: "ada", token: "client:ada" });
  });

  test("it is written to, with the state it has", async ({ dashboard, server }) => {
    await register(server, "ada");
    await visitClient(dashboard, "ada");
    await dashboard.keyboard.press("s");
    await expect(panel(dashboard, "State").getByRole("textbox", { name: "State as JSON" })).toBeFocused();
    await dashboard.keyboard.press("Control+a");
    await dashboard.keyboard.insertText('{"seat": 7}');
    await dashboard.keyboard.press("Control+Enter");
    await panel(dashboard, "State").getByRole("button", { name: "Save state" }).click();
    await expect(dashboard.getByTestId("token-state-version")).toHaveText("version 1");
    await dashboard.keyboard.press("m");
    await expect(dashboard.getByRole("dialog", { name: "Message ada directly" })).toContainText("offline");
    await dashboard.keyboard.press("Enter");
    await expect(dashboard.getByText("Nobody got it: it is offline.")).toBeVisible();
  });

  test("a guest is looked at, and registered", async ({ dashboard, server }) => {
    const wish = { dialect: "channels", kind: "jwt", client: "guest-7", role: "Client" };
    const { credential } = await server.inApp("POST", "/mint", wish);
    const { socket } = await open(server, credential);
    await visit(dashboard, "#/connections");
    const row = dashboard.getByTestId("connection-row").filter({ hasText: "guest-7" });
    await expect(row).toContainText("channels");
    await row.getByRole("link").click();
    await dashboard.getByRole("link", { name: "guest-7" }).click();
    await expect(dashboard.getByTestId("token-facts")).toContainText("guest");
    await expect(dashboard.getByRole("button", { name: "Delete client" })).toHaveCount(0);
    await dashboard.getByRole("button", { name: "Register" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Register guest-7?" });
    await dialog.getByLabel("Username").fill("Gus");
    await dialog.getByRole("button", { name: "Register" }).click();
    await expect(heading(dashboard)).toContainText("Gus");
    await expect(dashboard.getByRole("button", { name: "Delete client" })).toBeVisible();
    expect(await known(server, "guest-7")).toMatchObject({ guest: false, online: true });
    socket.terminate();
  });
});

async function visitMissing(page, id) {
  await visit(page, `#/tokens/${encodeURIComponent(`client:${id}`)}`);
  await expect(page.getByText("There is no such client.")).toBeVisible();
}

test.describe("signed credentials", () => {
  test.beforeEach(async ({ context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  });

  const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

  test("one is minted, copied, read, and lets in", async ({ dashboard, server }) => {
    await register(server, "ada");
    await visitClient(dashboard, "ada");
    const mint = panel(dashboard, "Mint a token");
    await mint.getByText("JWE", { exact: true }).click();
    await mint.getByLabel("Role").selectOption("Client");
    await mint.getByLabel("Holds").selectOption("1 hour");
    await mint.getByRole("button", { name: "Mint" }).click();
    const signed = mint.getByTestId("signed");
    await expect(signed).toContainText("JWE");
    await expect(signed.getByRole("region", { name: "Header" })).toContainText("A128GCM");
    await expect(signed.getByRole("region", { name: "Claims" })).toContainText("ClientID");
    await expect(signed).toContainText(/in (59|60) min/);
    await mint.getByRole("button", { name: "Copy" }).click();
    const credential = await clipboard(dashboard);
    expect(credential).toBe(await mint.getByTestId("minted").textContent());
    expect(dashboard.url()).not.toContain(credential);
    const { socket } = await open(server, credential);
    await expect(panel(dashboard, "Connections")).toContainText("channels");
    socket.terminate();

    // Another wish is another credential: the old one goes from the screen.
    await mint.getByText("JWT", { exact: true }).click();
    await expect(mint.getByTestId("minted")).toHaveCount(0);
  });

  test("by keyboard alone", async ({ dashboard, server }) => {
    await register(server, "ada");
    await visitClient(dashboard, "ada");
    await dashboard.keyboard.press("t");
    await dashboard.keyboard.press("Tab");
    await dashboard.keyboard.press("A");
    await tabTo(panel(dashboard, "Mint a token").getByRole("button", { name: "Mint" }));
    await dashboard.keyboard.press("Enter");
    const signed = panel(dashboard, "Mint a token").getByTestId("signed");
    await expect(signed).toContainText("Admin");
    await expect(signed).toContainText("JWT, HS256");
  });

  test("one is inspected, and says why it is refused once its secret is gone", async ({
    dashboard,
    server,
  }) => {
    await register(server, "ada", { username: "Ada" });
    const wish = { dialect: "channels", kind: "jwt", client: "ada", role: "Client" };
    const { credential } = await server.inApp("POST", "/mint", wish);
    await visit(dashboard, "#/tokens/inspect");
    const field = dashboard.getByRole("textbox", { name: "Text to inspect" });
    await field.fill(credential);
    await dashboard.keyboard.press("Enter");
    const verdict = dashboard.getByTestId("verdict");
    await expect(verdict).toContainText("valid");
    await expect(dashboard.getByTestId("signed")).toContainText('ClientID:"ada"');
    await expect(dashboard.getByRole("link", { name: "Ada" })).toBeVisible();
    await expect(dashboard.getByTestId("token-access")).toHaveCount(3);

    await server.inApp("POST", "/signing-keys", {});
    await dashboard.getByRole("button", { name: "Inspect" }).click();
    await expect(verdict).toContainText("refused");
    await expect(verdict).toContainText("signature");
    await expect(verdict).toContainText("Sign it with a secret of the app");
    await expect(dashboard.getByTestId("signed")).toContainText("INVALID_AUTH");
    await expect(dashboard.getByTestId("signed")).toContainText('ClientID:"ada"');
    await expect(dashboard.getByTestId("token-access")).toHaveCount(0);
    expect((await open(server, credential)).status).toBe(401);

    // The refusal leads to where another one is made.
    await visit(dashboard, "#/connections?view=refused");
    const refusal = dashboard.getByTestId("refusal-row").filter({ hasText: "INVALID_AUTH" });
    await expect(refusal).toContainText("channels");
    await refusal.getByRole("button", { name: "Mint a token" }).click();
    await expect(rows(dashboard).getByRole("link")).toHaveText(["Ada"]);
  });
});

test.describe("secrets that sign", () => {
  const secrets = (page) => page.getByTestId("signing-key");

  async function visitApp(page, server) {
    await visit(page, `#/apps/${server.app.id}`);
    await expect(secrets(page)).toHaveCount(1);
  }

  test("one is shown on demand and rotated; what it signed holds for a while", async ({
    dashboard,
    server,
  }) => {
    await visitApp(dashboard, server);
    const [{ secret }] = (await server.inApp("GET", "/credentials")).signing_keys;
    const shown = secrets(dashboard).first().getByTestId("signing-key-text");
    await expect(shown).not.toContainText(secret);
    await secrets(dashboard).getByRole("button", { name: "Show the secret" }).click();
    await expect(shown).toHaveText(secret);
    await expect(secrets(dashboard)).toContainText("also encrypts, 128 bits");

    await panel(dashboard, "Secrets that sign").getByRole("button", { name: "Rotate secret" }).click();
    const dialog = dashboard.getByRole("dialog", { name: "Make a new secret?" });
    await dialog.getByRole("radio", { name: "1 hour" }).check();
    await dialog.getByRole("button", { name: "Rotate secret" }).click();
    await expect(secrets(dashboard)).toHaveCount(2);
    await expect(secrets(dashboard).last()).toContainText(/ends in (59|60) min/);
  });

  test("by keyboard: one's own, at once", async ({ dashboard, server }) => {
    await visitApp(dashboard, server);
    await dashboard.keyboard.press("Shift+K");
    const dialog = dashboard.getByRole("dialog", { name: "Make a new secret?" });
    await tabTo(dialog.getByRole("radio", { name: "1 day" }));
    await dashboard.keyboard.press("ArrowUp");
    await dashboard.keyboard.press("ArrowUp");
    await expect(dialog.getByRole("status")).toContainText("refused at once");
    await dashboard.keyboard.press("Tab");
    await dashboard.keyboard.press("ArrowDown");
    const field = dialog.getByLabel("Secret", { exact: true });
    await tabTo(field);
    await dashboard.keyboard.type("short");
    await dashboard.keyboard.press("Enter");
    await expect(field).toHaveAccessibleDescription(/It has 5 bytes; 8 to 256 will do/);
    await dashboard.keyboard.type(", and long enough");
    await expect(field).toHaveAccessibleDescription(/22 bytes · signs only/);
    await dashboard.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await expect(secrets(dashboard)).toHaveCount(1);
    await expect(secrets(dashboard)).toContainText("signs only");
    const { signing_keys: keys } = await server.inApp("GET", "/credentials");
    expect(keys.map(({ secret }) => secret)).toEqual(["short, and long enough"]);
  });
});
