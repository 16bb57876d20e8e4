// Who waits to be let in: answered by mouse and by keys, and what becomes of the client.

import { expect, tabTo, test, visit } from "../support/test.js";

const cards = (page) => page.getByTestId("approval-card");
const card = (page, who) => cards(page).filter({ hasText: who });
const journal = (page) => page.getByTestId("journal-row");

test.beforeEach(async ({ dashboard, server }) => {
  // Nobody here is in a hurry: the deadline is not what is tested.
  await server.admin("PATCH", `/apps/${server.app.id}`, { ask_timeout_ms: 600_000 });
  await visit(dashboard, "#/approvals");
  await expect(dashboard.getByText("Nobody waits")).toBeVisible();
});

test("allowed by mouse: the client is in, the journal knows", async ({ dashboard, connect }) => {
  const alice = await connect("Alice");
  alice.subscribe("backstage");
  await expect(card(dashboard, "Alice")).toContainText("wants to join backstage");
  await expect(card(dashboard, "Alice")).toContainText("origin http://localhost:3000");
  await expect(dashboard.getByTestId("approvals-count")).toHaveText("1 approval");
  await card(dashboard, "Alice").getByRole("button", { name: "Allow", exact: false }).first().click();
  await alice.event("AVAILABLE", "backstage");
  await expect(cards(dashboard)).toHaveCount(0);
  await expect(journal(dashboard)).toContainText("allowed");
  await expect(journal(dashboard)).toContainText("this time");
});

test("denied by mouse, with a reason", async ({ dashboard, connect }) => {
  const alice = await connect("Alice");
  alice.subscribe("backstage");
  await card(dashboard, "Alice").getByRole("button", { name: "Deny…" }).click();
  const dialog = dashboard.getByRole("dialog", { name: "Deny Alice the channel backstage?" });
  await dialog.getByLabel("Reason").fill("not tonight");
  await dialog.getByRole("button", { name: "Deny" }).click();
  await alice.event("UNAVAILABLE", "backstage");
  await expect(journal(dashboard)).toContainText("denied");
  await expect(journal(dashboard)).toContainText("not tonight");
});

test("A allows, D denies, Shift+A allows for good", async ({ dashboard, server, connect }) => {
  const alice = await connect("Alice");
  alice.subscribe("backstage");
  await expect(cards(dashboard)).toHaveCount(1);
  await dashboard.keyboard.press("a");
  await alice.event("AVAILABLE", "backstage");
  await expect(cards(dashboard)).toHaveCount(0);

  const bob = await connect("Bob");
  bob.subscribe("backstage");
  await expect(cards(dashboard)).toHaveCount(1);
  await dashboard.keyboard.press("d");
  await dashboard.keyboard.type("ask again");
  await dashboard.keyboard.press("Enter");
  await bob.event("UNAVAILABLE", "backstage");
  await expect(cards(dashboard)).toHaveCount(0);

  bob.subscribe("backstage");
  await expect(card(dashboard, "Bob")).toContainText("denied");
  await expect(card(dashboard, "Bob")).toContainText("ask again");
  await dashboard.keyboard.press("Shift+A");
  await bob.event("AVAILABLE", "backstage");
  const [grant] = await server.inApp("GET", `/grants?token=${server.token("Bob")}`);
  expect(grant).toMatchObject({ channel: "backstage" });
  expect(grant.until ?? null).toBeNull();
});

test("allowed for a time, by keyboard", async ({ dashboard, server, connect }) => {
  const alice = await connect("Alice");
  alice.subscribe("backstage");
  await tabTo(card(dashboard, "Alice").getByRole("button", { name: "Allow for a time" }));
  await dashboard.keyboard.press("Enter");
  await expect(dashboard.getByRole("menuitem", { name: "Allow for 1 hour" })).toBeFocused();
  await dashboard.keyboard.press("ArrowDown");
  await expect(dashboard.getByRole("menuitem", { name: "Allow for 1 day" })).toBeFocused();
  await dashboard.keyboard.press("Enter");
  await alice.event("AVAILABLE", "backstage");
  const [grant] = await server.inApp("GET", `/grants?token=${server.token("Alice")}`);
  expect(Date.parse(grant.until) - Date.parse(grant.at)).toBe(86_400_000);
});

test("keys act on the card in focus", async ({ dashboard, connect }) => {
  const alice = await connect("Alice");
  alice.subscribe("backstage");
  await expect(cards(dashboard)).toHaveCount(1);
  const bob = await connect("Bob");
  bob.subscribe("backstage");
  await expect(cards(dashboard)).toHaveCount(2);
  await tabTo(card(dashboard, "Bob"));
  await dashboard.keyboard.press("a");
  await bob.event("AVAILABLE", "backstage");
  await expect(card(dashboard, "Bob")).toHaveCount(0);
  await expect(card(dashboard, "Alice")).toHaveCount(1);
});

test("a deadline that passes is a no", async ({ dashboard, server, connect }) => {
  await server.admin("PATCH", `/apps/${server.app.id}`, { ask_timeout_ms: 1000 });
  const alice = await connect("Alice");
  alice.subscribe("backstage");
  await alice.event("UNAVAILABLE", "backstage");
  await expect(cards(dashboard)).toHaveCount(0);
  await expect(journal(dashboard)).toContainText("at the deadline");
});

test("one switch answers for all", async ({ dashboard, connect }) => {
  const mode = dashboard.getByRole("group", { name: "Private joins" });
  await mode.getByRole("radio", { name: "Deny all" }).click();
  await expect(dashboard.getByText("From now on nobody is let in without a grant.")).toBeVisible();
  const alice = await connect("Alice");
  alice.subscribe("backstage");
  await alice.event("UNAVAILABLE", "backstage");
  await mode.getByRole("radio", { name: "Deny all" }).focus();
  await dashboard.keyboard.press("ArrowLeft");
  await expect(dashboard.getByText("From now on every token is let in.")).toBeVisible();
  await alice.join("backstage");
  await expect(cards(dashboard)).toHaveCount(0);
});

test("the palette answers too", async ({ dashboard, connect }) => {
  const alice = await connect("Alice");
  alice.subscribe("backstage");
  await expect(cards(dashboard)).toHaveCount(1);
  await dashboard.keyboard.press("Control+k");
  await dashboard.keyboard.type("allow for good");
  await expect(dashboard.getByRole("option", { selected: true })).toContainText("Allow for good");
  await dashboard.keyboard.press("Enter");
  await alice.event("AVAILABLE", "backstage");
});
