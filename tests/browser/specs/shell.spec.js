// The frame around the pages: palette, shortcuts, back and forward.

import { expect, test } from "../support/test.js";

test("the palette goes to pages and objects, by keyboard alone", async ({ dashboard }) => {
  await dashboard.keyboard.press("Control+k");
  await dashboard.getByRole("dialog").getByRole("combobox").fill("back");
  await expect(dashboard.getByRole("option", { name: "backstage" })).toBeVisible();
  await dashboard.getByRole("dialog").getByRole("combobox").fill("backst");
  await expect(dashboard.getByRole("option", { selected: true })).toContainText("backstage");
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("backstage");

  await dashboard.keyboard.press("Control+k");
  await dashboard.keyboard.type("go to live");
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("Live");
});

test("the palette runs a verb of the page", async ({ dashboard }) => {
  await dashboard.keyboard.press("g");
  await dashboard.keyboard.press("c");
  await expect(dashboard.getByRole("heading", { level: 1 })).toContainText("Channels");
  await dashboard.keyboard.press("Control+k");
  await dashboard.keyboard.type("create channel");
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByRole("dialog", { name: "Create channel" })).toBeVisible();
  await dashboard.keyboard.press("Escape");
  await expect(dashboard.getByRole("dialog")).toHaveCount(0);
});

test("what fits nothing is said", async ({ dashboard }) => {
  await dashboard.keyboard.press("Control+k");
  await dashboard.keyboard.type("qqqqzzzz");
  await expect(dashboard.getByText("Nothing fits.")).toBeVisible();
  await dashboard.keyboard.press("Escape");
  await expect(dashboard.getByRole("dialog")).toHaveCount(0);
});

test("the list of shortcuts names those of the page", async ({ dashboard }) => {
  await dashboard.keyboard.press("?");
  const list = dashboard.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list.getByText("Go to Channels")).toBeVisible();
  await dashboard.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
});

test("back and forward go through the pages", async ({ dashboard }) => {
  const heading = dashboard.getByRole("heading", { level: 1 });
  await dashboard.keyboard.press("g");
  await dashboard.keyboard.press("l");
  await expect(heading).toContainText("Live");
  await dashboard.keyboard.press("g");
  await dashboard.keyboard.press("a");
  await expect(heading).toContainText("Approvals");
  await dashboard.keyboard.press("Alt+ArrowLeft");
  await expect(heading).toContainText("Live");
  await dashboard.getByRole("button", { name: "Forward" }).click();
  await expect(heading).toContainText("Approvals");
});
