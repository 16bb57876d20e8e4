// The filter of the live view as text and as chips, by mouse and by keys; facets and saved filters.

import { expect, test, visit } from "../support/test.js";

const rows = (page) => page.getByTestId("live-row");
const filter = (page) => page.getByRole("combobox", { name: "Filter" });
const chips = (page) => page.getByRole("list", { name: "Parts of the filter" }).getByRole("listitem");

test.beforeEach(async ({ dashboard, server }) => {
  await visit(dashboard, "#/live");
  for (const [channel, event] of [
    ["lobby", "tick"],
    ["lobby", "greet"],
    ["room", "greet"],
  ]) {
    await server.inApp("POST", `/channels/${channel}/messages`, { event, payload: { user: { id: 42 } } });
  }
  await expect(rows(dashboard).filter({ hasText: "greet" })).toHaveCount(2);
});

test("chips and text are two views of one thing", async ({ dashboard }) => {
  await dashboard.keyboard.press("/");
  await dashboard.keyboard.type("kind:message channel:lobby -event:tick");
  await expect(chips(dashboard)).toHaveCount(3);
  await expect(rows(dashboard)).toHaveCount(1);
  await filter(dashboard).blur();
  await dashboard.getByRole("button", { name: "Remove channel:lobby" }).click();
  await expect(filter(dashboard)).toHaveValue("kind:message -event:tick");
  await expect(rows(dashboard)).toHaveCount(2);
});

test("a mistake is shown in its place, and what was there stays", async ({ dashboard }) => {
  await dashboard.keyboard.press("/");
  await dashboard.keyboard.type("kind:message");
  await expect(chips(dashboard)).toHaveCount(1);
  // At once: what is right on the way there is a filter as well.
  await dashboard.keyboard.insertText(" chanel:room");
  await expect(dashboard.getByRole("alert")).toContainText("chanel");
  await expect(dashboard.getByRole("alert")).toContainText("Expected");
  await expect(filter(dashboard)).toHaveAttribute("aria-invalid", "true");
  await expect(rows(dashboard)).not.toHaveCount(0);
});

test("keys and values are completed by keyboard", async ({ dashboard }) => {
  await dashboard.keyboard.press("/");
  await dashboard.keyboard.type("chan");
  await expect(dashboard.getByRole("option").first()).toContainText("channel:");
  await dashboard.keyboard.press("Tab");
  await expect(filter(dashboard)).toHaveValue("channel:");
  await dashboard.keyboard.type("ro");
  await expect(dashboard.getByRole("option").first()).toContainText("room");
  await dashboard.keyboard.press("ArrowDown");
  await dashboard.keyboard.press("Enter");
  await expect(filter(dashboard)).toHaveValue(/^channel:room ?$/);
  await expect(rows(dashboard)).toHaveCount(1);
});

test("a path in the payload is looked into", async ({ dashboard, server }) => {
  await server.inApp("POST", "/channels/room/messages", { event: "other", payload: { user: { id: 43 } } });
  await dashboard.keyboard.press("/");
  await dashboard.keyboard.type("payload.user.id=43");
  await expect(rows(dashboard)).toHaveCount(1);
  await expect(rows(dashboard)).toContainText("other");
});

test("a click on a value includes it, with Alt it excludes it", async ({ dashboard }) => {
  await rows(dashboard).filter({ hasText: "tick" }).getByText("lobby").click();
  await expect(filter(dashboard)).toHaveValue("channel:lobby");
  await expect(rows(dashboard).filter({ hasText: "room" })).toHaveCount(0);
  await rows(dashboard)
    .getByText("tick")
    .click({ modifiers: ["Alt"] });
  await expect(filter(dashboard)).toHaveValue("channel:lobby -event:tick");
  await expect(rows(dashboard).filter({ hasText: "tick" })).toHaveCount(0);
});

test("values are included and excluded by keys alone", async ({ dashboard }) => {
  await dashboard.keyboard.press("k");
  await dashboard.keyboard.press("i");
  await dashboard.getByRole("menuitem", { name: "channel room" }).press("Enter");
  await expect(filter(dashboard)).toHaveValue("channel:room");
  await expect(rows(dashboard)).toHaveCount(1);
  await dashboard.keyboard.press("x");
  await dashboard.getByRole("menuitem", { name: "event greet" }).press("Enter");
  await expect(filter(dashboard)).toHaveValue("channel:room -event:greet");
});

test("what events have in common is counted, and is a condition", async ({ dashboard }) => {
  await dashboard.keyboard.press("f");
  const facets = dashboard.getByTestId("live-facets");
  await expect(facets.getByRole("button", { name: "lobby 2" })).toBeVisible();
  await facets.getByRole("button", { name: "greet 2" }).click();
  await expect(filter(dashboard)).toHaveValue("event:greet");
  await expect(facets.getByRole("button", { name: "lobby 1" })).toBeVisible();
  await dashboard.keyboard.press("f");
  await expect(facets).toHaveCount(0);
});

test("a filter is saved under a name, and is there after a reload", async ({ dashboard }) => {
  await dashboard.keyboard.press("/");
  await dashboard.keyboard.type("event:tick");
  await expect(chips(dashboard)).toHaveCount(1);
  await filter(dashboard).blur();
  await dashboard.keyboard.press("s");
  const saved = dashboard.getByRole("dialog", { name: "Saved filters" });
  await saved.getByLabel("Name").fill("ticks");
  await dashboard.keyboard.press("Enter");
  await expect(saved).toHaveCount(0);
  await dashboard.getByRole("button", { name: "Clear the filter" }).click();
  await dashboard.reload();
  await dashboard.getByRole("button", { name: "Saved filters" }).click();
  await saved.getByRole("button", { name: /^ticks/ }).click();
  await expect(filter(dashboard)).toHaveValue("event:tick");
  await dashboard.getByRole("button", { name: "Saved filters" }).click();
  await saved.getByRole("button", { name: "Delete the saved filter ticks" }).click();
  await expect(saved.getByText("None yet")).toBeVisible();
});
