// Is the server all right, and how do clients reach it?

import { expect, tabTo, test } from "../support/test.js";

test("the probe's way is shown, and walked again", async ({ dashboard }) => {
  const state = dashboard.getByRole("region", { name: "Server", exact: true });
  await expect(state.getByRole("status")).toContainText("running");
  await expect(state.getByRole("listitem")).toHaveText([
    /^connect/,
    /^join/,
    /^join/,
    /^publish/,
    /^receive/,
  ]);
  const probed = dashboard.waitForResponse((response) => response.url().endsWith("/admin/v1/probe"));
  await tabTo(state.getByRole("button", { name: "Probe again" }));
  await dashboard.keyboard.press("Enter");
  expect((await probed).ok()).toBe(true);
});

test("counters follow what happens", async ({ dashboard, connect }) => {
  const messages = dashboard.getByTestId("count-messages");
  await expect(messages).toBeVisible();
  const before = Number(await messages.textContent());
  const alice = await connect("Alice");
  await alice.join("lobby");
  for (let n = 0; n < 3; n += 1) alice.publish("lobby", "tick", n);
  await expect(messages).toHaveText(String(before + 3));
  await expect(dashboard.getByTestId("count-connections")).not.toHaveText("0");
});

test("addresses are those of the server, and are copied", async ({ dashboard, server, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const addresses = dashboard.getByRole("region", { name: "Addresses" });
  const socket = `ws://${server.ready.listen}/ws`;
  await addresses.getByRole("button", { name: `Copy ${socket}` }).click();
  expect(await dashboard.evaluate(() => navigator.clipboard.readText())).toBe(socket);
});

test("a snippet has the real ids, for whom and where one chooses", async ({ dashboard, server }) => {
  const connect = dashboard.getByRole("region", { name: "Connect", exact: true });
  const snippet = connect.getByTestId("snippet").filter({ visible: true });
  await expect(snippet).toContainText(server.app.id);
  await expect(snippet).toContainText(server.token("Alice"));
  await connect.getByLabel("as").selectOption("Bob");
  await expect(snippet).toContainText(server.token("Bob"));
  await connect.getByLabel("in", { exact: true }).selectOption("room");
  await expect(snippet).toContainText('"room"');
  await connect.getByLabel("as").selectOption("without a token");
  await expect(snippet).not.toContainText("leap_token_");
  await connect.getByRole("tab", { name: "Client (JS)" }).focus();
  for (const name of ["Backend (JS)", "curl"]) {
    await dashboard.keyboard.press("ArrowRight");
    await expect(connect.getByRole("tab", { name })).toHaveAttribute("aria-selected", "true");
  }
  await expect(snippet).toContainText("curl");
});
