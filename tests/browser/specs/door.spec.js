// The way in: the key is asked for once, and nothing is shown without it.

import { expect, settled, test } from "../support/test.js";

test("a wrong key is refused with a reason, the right one opens", async ({ page, server }) => {
  await page.goto(server.url);
  const field = page.getByLabel("Admin key");
  await field.fill("not the key");
  await page.keyboard.press("Enter");
  await expect(page.getByText("the admin key is missing or wrong")).toBeVisible();
  await field.fill(server.key);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("server-state")).toContainText("running");
  await settled(page);
  expect(page.url()).not.toContain(server.key);
});

test("the key is asked for once in a tab, and is not for the next one", async ({
  dashboard,
  context,
  server,
}) => {
  await dashboard.reload();
  await expect(dashboard.getByTestId("server-state")).toContainText("running");
  const other = await context.newPage();
  await other.goto(server.url);
  await expect(other.getByLabel("Admin key")).toBeVisible();
});

test("an address inside the dashboard opens that page", async ({ dashboard, server }) => {
  await dashboard.goto(`${server.url}#/channels/lobby`);
  await dashboard.reload();
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("lobby");
});

test("a server that goes away is said, and its return is noticed", async ({ dashboard, server }) => {
  await server.quit();
  await expect(dashboard.getByText("The server does not answer")).toBeVisible();
  await server.launch();
  await expect(dashboard.getByText("The server does not answer")).toBeHidden({ timeout: 20_000 });
  await expect(dashboard.getByTestId("server-state")).toContainText("running", { timeout: 20_000 });
});
