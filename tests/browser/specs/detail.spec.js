// One event whole: what its values mean, what belongs to it, where it went, and how it differs from another.

import { expect, tabTo, test, visit } from "../support/test.js";

const rows = (page) => page.getByTestId("live-row");
const detail = (page) => page.getByRole("complementary", { name: "Event" });
const filter = (page) => page.getByRole("combobox", { name: "Filter" });
const tree = (page) => detail(page).getByRole("tree", { name: "Payload" });

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const SIGNED = `${part({ alg: "HS256" })}.${part({ sub: "ada", exp: 1_000_000_000 })}.c2ln`;

const ORDER = {
  user: { id: 42 },
  at: 1_790_000_000_000,
  receipt: "https://shop.example/receipts/1",
  auth: SIGNED,
  long: "x".repeat(700),
};

async function show(page, server, event, payload) {
  await server.inApp("POST", "/channels/lobby/messages", { event, payload });
  await rows(page).filter({ hasText: event }).click();
  await expect(detail(page)).toBeVisible();
}

test.beforeEach(async ({ dashboard }) => {
  await visit(dashboard, "#/live");
});

test("the tree is gone through by keyboard, and its values make the filter", async ({
  dashboard,
  server,
}) => {
  await show(dashboard, server, "order", ORDER);
  await tabTo(tree(dashboard).getByRole("treeitem").first());
  const here = () => dashboard.evaluate(() => document.activeElement.textContent);
  await dashboard.keyboard.press("ArrowDown");
  await expect.poll(here).toBe("user:{ 1 }");
  await dashboard.keyboard.press("ArrowLeft");
  await expect(tree(dashboard).getByRole("treeitem", { name: /^id:/ })).toHaveCount(0);
  await dashboard.keyboard.press("ArrowRight");
  await dashboard.keyboard.press("ArrowRight");
  await expect.poll(here).toBe("id:42");
  await expect(detail(dashboard).getByTestId("value-bar")).toContainText("user.id");
  await dashboard.keyboard.press("Enter");
  await expect(filter(dashboard)).toHaveValue("payload.user.id=42");
});

test("with Alt a value is excluded", async ({ dashboard, server }) => {
  await show(dashboard, server, "order", ORDER);
  await tree(dashboard)
    .getByRole("treeitem", { name: "id:42" })
    .click({ modifiers: ["Alt"] });
  await expect(filter(dashboard)).toHaveValue("-payload.user.id=42");
});

test("what values mean is said, and nothing is opened", async ({ dashboard, server }) => {
  await show(dashboard, server, "order", ORDER);
  const bar = detail(dashboard).getByTestId("value-bar");
  await tree(dashboard).getByRole("treeitem", { name: /^at:/ }).focus();
  await expect(bar).toContainText("milliseconds since 1970: 2026-09-2");
  await tree(dashboard)
    .getByRole("treeitem", { name: /^receipt:/ })
    .focus();
  await expect(bar).toContainText("an address at shop.example; copied, never opened");
  await expect(detail(dashboard).getByRole("link", { name: /shop\.example/ })).toHaveCount(0);
  const token = detail(dashboard).getByRole("region", { name: "JSON Web Token at auth" });
  await expect(token).toContainText("not verified");
  await expect(token).toContainText("expired");
  await expect(token).toContainText('sub:"ada"');
  const long = tree(dashboard).getByRole("treeitem", { name: /^long:/ });
  await expect(long).toContainText("… 100 more characters");
  await long.focus();
  await dashboard.keyboard.press("ArrowRight");
  await expect(long).not.toContainText("more characters");
});

test("the same payload raw and as bytes", async ({ dashboard, server }) => {
  await show(dashboard, server, "order", { a: 1 });
  await detail(dashboard).getByRole("tab", { name: "Raw" }).click();
  await expect(detail(dashboard).getByRole("tabpanel")).toHaveText('{ "a": 1 }');
  await detail(dashboard).getByRole("tab", { name: "Hex" }).click();
  await expect(detail(dashboard).getByRole("row", { name: /7b 22 61 22 3a 31 7d/ })).toContainText('{"a":1}');
});

test("a payload that is too long is folded, and said to be cut", async ({ dashboard, server }) => {
  const limits = { limits: { payload_bytes: 1_000_000 } };
  await server.admin("PATCH", `/apps/${server.app.id}`, limits);
  await show(dashboard, server, "heavy", "x".repeat(80_000));
  await expect(detail(dashboard)).toContainText("This payload has 80.0 KB.");
  await expect(detail(dashboard)).toContainText("The first 65.5 KB of 80.0 KB");
  await detail(dashboard).getByRole("button", { name: "Show all 65.5 KB" }).click();
  await expect(detail(dashboard).getByRole("tab", { name: "Raw" })).toBeVisible();
});

test("the way of a message leads to each connection", async ({ dashboard, connect }) => {
  const [alice, bob] = [await connect("Alice"), await connect("Bob")];
  for (const client of [alice, bob]) await client.join("room");
  bob.publish("room", "greet", { text: "hi" });
  await alice.event("MESSAGE", "room");
  await rows(dashboard).filter({ hasText: "greet" }).click();
  const way = detail(dashboard).getByRole("region", { name: "Journey" });
  await expect(way).toContainText("2 matched");
  await expect(way).toContainText("the channel keeps no messages");
  await expect(way.getByRole("listitem").filter({ hasText: "Alice" })).toContainText("written");
  await way.getByRole("listitem").filter({ hasText: "Alice" }).getByRole("link").click();
  await expect(dashboard).toHaveURL(/#\/connections\//);
});

test("a refused one says why, and what would help", async ({ dashboard, connect }) => {
  const alice = await connect("Alice");
  alice.subscribe("nowhere");
  await rows(dashboard).filter({ hasText: "refused" }).click();
  const way = detail(dashboard).getByRole("region", { name: "Journey" });
  await expect(way).toContainText("Refused: subscribe, UNKNOWN_CHANNEL");
  await expect(way).toContainText("what would help");
});

test("two events are compared by keyboard", async ({ dashboard, server }) => {
  await server.inApp("POST", "/channels/lobby/messages", { event: "one", payload: { a: 1, list: [1, 2] } });
  await server.inApp("POST", "/channels/lobby/messages", {
    event: "two",
    payload: { a: 2, list: [0, 1, 2] },
  });
  await expect(rows(dashboard).filter({ hasText: "two" })).toBeVisible();
  await dashboard.keyboard.press("k");
  await dashboard.keyboard.press("c");
  await dashboard.keyboard.press("k");
  await dashboard.keyboard.press("c");
  const compare = dashboard.getByRole("complementary", { name: "Compare" });
  await expect(compare).toContainText("1 added, 1 changed");
  const changes = compare.getByRole("list", { name: "Changes" }).getByRole("listitem");
  await expect(changes).toHaveCount(2);
  await compare.getByRole("tab", { name: "Line by line" }).click();
  await expect(compare.getByRole("region", { name: "Line by line" })).toBeVisible();
  await compare.getByRole("button", { name: "Swap" }).click();
  await expect(compare).toContainText("1 removed, 1 changed");
  await dashboard.keyboard.press("Escape");
  await expect(compare).toHaveCount(0);
});
