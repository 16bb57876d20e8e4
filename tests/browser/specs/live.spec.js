// Everything that happens, as it happens: filter, pause, clear, details.

import { expect, tabTo, test, visit } from "../support/test.js";

const rows = (page) => page.getByTestId("live-row");
const status = (page) => page.getByTestId("live-status");
const filter = (page) => page.getByRole("combobox", { name: "Filter" });

/** Goes to the filter by its key, and types. */
async function type(page, text) {
  await page.keyboard.press("/");
  await page.keyboard.type(text);
}

/** Leaves the filter, whether or not it offers anything. */
async function leave(page) {
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(filter(page)).not.toBeFocused();
}

test.beforeEach(async ({ dashboard }) => {
  await visit(dashboard, "#/live");
});

test("the empty list has something happen", async ({ dashboard }) => {
  await dashboard.getByRole("button", { name: "Publish a message" }).click();
  await expect(rows(dashboard).filter({ hasText: "hello" }).first()).toContainText("lobby");
});

test("what clients do is shown in order, with who had it", async ({ dashboard, connect }) => {
  const alice = await connect("Alice");
  await alice.join("room");
  const bob = await connect("Bob");
  await bob.join("room");
  alice.publish("room", "greet", { text: "hi" });
  const message = rows(dashboard).filter({ hasText: "greet" });
  await expect(message).toContainText("Alice");
  await expect(message).toContainText('{"text":"hi"}');
  await expect(message).toContainText("✓");
  alice.subscribe("nowhere");
  await expect(rows(dashboard).filter({ hasText: "refused" })).toContainText("UNKNOWN_CHANNEL");
  await expect(status(dashboard)).toContainText("lost 0");
});

test("the filter narrows what is there and what comes", async ({ dashboard, server, connect }) => {
  const alice = await connect("Alice");
  await alice.join("room");
  alice.publish("room", "one", 1);
  await expect(rows(dashboard).filter({ hasText: "one" })).toBeVisible();
  await type(dashboard, "kind:message -event:two");
  await expect(rows(dashboard)).toHaveCount(1);
  alice.publish("room", "two", 2);
  await server.inApp("POST", "/channels/lobby/messages", { event: "three", payload: 3 });
  await expect(rows(dashboard)).toHaveCount(2);
  await expect(rows(dashboard).last()).toContainText("three");
  await dashboard.keyboard.type(" nothing-has-this");
  await expect(dashboard.getByText("Nothing matches the filter")).toBeVisible();
  await dashboard.getByRole("button", { name: "Clear the filter" }).last().click();
  await expect(rows(dashboard).filter({ hasText: "two" })).toBeVisible();
});

test("paused, the list stands still and what comes is counted", async ({ dashboard, server }) => {
  const say = (event) => server.inApp("POST", "/channels/lobby/messages", { event, payload: 1 });
  await say("before");
  await expect(rows(dashboard).filter({ hasText: "before" })).toBeVisible();
  await dashboard.keyboard.press("Space");
  await say("while");
  const paused = dashboard.getByRole("button", { name: /^Paused · [1-9]/ });
  await expect(paused).toBeVisible();
  await expect(rows(dashboard).filter({ hasText: "while" })).toHaveCount(0);
  await paused.click();
  await expect(rows(dashboard).filter({ hasText: "while" })).toBeVisible();
  await dashboard.getByRole("button", { name: "Pause" }).click();
  await expect(dashboard.getByRole("button", { name: /^Paused/ })).toHaveAttribute("aria-pressed", "true");
});

test("a thousand come while it is paused, and are there in order afterwards", async ({
  dashboard,
  server,
}) => {
  await type(dashboard, "event:n-*");
  await leave(dashboard);
  await dashboard.keyboard.press("Space");
  for (let part = 0; part < 4; part++) {
    const messages = Array.from({ length: 250 }, (_, n) => ({ event: `n-${part * 250 + n}`, payload: n }));
    await server.inApp("POST", "/channels/lobby/messages/batch", { messages });
  }
  await expect(dashboard.getByRole("button", { name: "Paused · 1,000 new" })).toBeVisible();
  await dashboard.keyboard.press("Space");
  await expect(rows(dashboard).last()).toContainText("n-999");
  const last = (await rows(dashboard).allInnerTexts())
    .map((text) => Number(/n-(\d+)/.exec(text)[1]))
    .slice(-10);
  expect(last).toEqual(Array.from({ length: 10 }, (_, n) => 990 + n));
  await dashboard.keyboard.press("Home");
  await expect(rows(dashboard).first()).toContainText("n-0");
  await dashboard.keyboard.press("Shift+G");
  await expect(rows(dashboard).last()).toContainText("n-999");
});

test("one event whole, and its values make the filter", async ({ dashboard, connect }) => {
  const alice = await connect("Alice");
  await alice.join("room");
  alice.publish("room", "greet", { text: { deep: "hi" } });
  await rows(dashboard).filter({ hasText: "greet" }).click();
  const detail = dashboard.getByRole("complementary", { name: "Event" });
  await expect(detail).toContainText("deep");
  await detail.getByRole("tab", { name: "Raw" }).click();
  await expect(detail.getByRole("tabpanel")).toContainText('"deep": "hi"');
  await detail.getByRole("button", { name: "room", exact: true }).click();
  await expect(filter(dashboard)).toHaveValue("channel:room");
  await detail.getByRole("button", { name: "message", exact: true }).click({ modifiers: ["Alt"] });
  await expect(filter(dashboard)).toHaveValue("channel:room -kind:message");
  await expect(rows(dashboard).filter({ hasText: "greet" })).toHaveCount(0);
  await detail.getByRole("button", { name: "Close" }).click();
  await expect(detail).toHaveCount(0);
});

test("details are gone through by keyboard, and their edge is moved", async ({ dashboard, server }) => {
  for (const event of ["one", "two", "three"]) {
    await server.inApp("POST", "/channels/lobby/messages", { event, payload: 1 });
  }
  await expect(rows(dashboard)).toHaveCount(3);
  // Two only when the filter holds: keys for a row are for the list that is here.
  await type(dashboard, "kind:message -event:three");
  await expect(rows(dashboard)).toHaveCount(2);
  await leave(dashboard);
  await dashboard.keyboard.press("j");
  await dashboard.keyboard.press("Enter");
  const detail = dashboard.getByRole("complementary", { name: "Event" });
  await expect(detail.getByRole("heading").first()).toContainText("two");
  await dashboard.keyboard.press("k");
  await expect(detail.getByRole("heading").first()).toContainText("one");
  const edge = detail.getByRole("separator");
  await tabTo(edge);
  const before = Number(await edge.getAttribute("aria-valuenow"));
  await dashboard.keyboard.press("ArrowLeft");
  await expect(edge).toHaveAttribute("aria-valuenow", String(before + 24));
  await dashboard.keyboard.press("Escape");
  await expect(detail).toHaveCount(0);
});

test("the list is cleared, and hidden traffic is shown on demand", async ({ dashboard, server }) => {
  await server.inApp("POST", "/channels/lobby/messages", { event: "gone", payload: 1 });
  await expect(rows(dashboard).filter({ hasText: "gone" })).toBeVisible();
  await dashboard.getByRole("button", { name: "More" }).click();
  await dashboard.getByRole("menuitem", { name: "Clear…" }).click();
  await dashboard.getByRole("dialog").getByRole("button", { name: "Clear" }).click();
  await expect(rows(dashboard)).toHaveCount(0);
  // The probe is the server's own traffic.
  await server.admin("POST", "/probe");
  await expect(status(dashboard).getByRole("button")).toHaveText(/^hidden [1-9]/);
  await status(dashboard).getByRole("button").click();
  await expect(rows(dashboard).filter({ hasText: "connect" }).first()).toBeVisible();
});
