// The composer at the bottom of every page: to whom, as whom, what, how often; what was sent and what is saved.

import { expect, expectAccessible, tabTo, test, visit, write } from "../support/test.js";

const dock = (page) => page.getByTestId("dock");
const answer = (page) => dock(page).getByTestId("composer-answer");
const rows = (page) => page.getByTestId("live-row");

async function open(page, channel = "lobby") {
  await page.keyboard.press("Control+j");
  await dock(page).getByRole("combobox", { name: "Channel" }).fill(channel);
}

test.beforeEach(async ({ dashboard }) => {
  await visit(dashboard, "#/live");
});

test("a message is written and sent by keyboard alone", async ({ dashboard, connect }) => {
  const alice = await connect("Alice");
  await alice.join("lobby");
  await dashboard.keyboard.press("Control+j");
  await expect(dock(dashboard).getByLabel("Event")).toBeFocused();
  await dashboard.keyboard.press("Control+a");
  await dashboard.keyboard.type("greet");
  const channel = dock(dashboard).getByRole("combobox", { name: "Channel" });
  await dashboard.keyboard.press("Shift+Tab");
  await expect(channel).toBeFocused();
  await dashboard.keyboard.type("lob");
  await dashboard.keyboard.press("ArrowDown");
  await dashboard.keyboard.press("Enter");
  await expect(channel).toHaveValue("lobby");
  await tabTo(dock(dashboard).getByRole("textbox", { name: "Payload (JSON)" }));
  await dashboard.keyboard.press("Control+a");
  await dashboard.keyboard.insertText('{"n": 7}');
  await dashboard.keyboard.press("Control+Enter");
  await expect(answer(dashboard)).toHaveText("Published at position 1, on disk.");
  expect(await alice.event("MESSAGE", "lobby")).toEqual({ e: "greet", d: { n: 7 } });
  await dashboard.keyboard.press("Control+j");
  await expect(dock(dashboard).getByLabel("Event")).toHaveCount(0);
});

test("what is wrong is said in place, and what is refused with what would help", async ({
  dashboard,
  server,
}) => {
  await open(dashboard, "");
  await write(dock(dashboard), "Payload (JSON)", '{"n": "{{m}}"}');
  await dock(dashboard).getByLabel("Event").fill("");
  await dashboard.keyboard.press("Control+Enter");
  await expect(dock(dashboard)).toContainText("Say to which channel.");
  await expect(dock(dashboard)).toContainText("An event needs a name.");
  await expect(dock(dashboard)).toContainText("There is no placeholder {{m}}");
  await write(dock(dashboard), "Payload (JSON)", "{nonsense");
  await expect(dock(dashboard)).toContainText("The payload is not JSON");
  await write(dock(dashboard), "Payload (JSON)", "1");
  await dock(dashboard).getByLabel("Event").fill("a");
  await server.inApp("PATCH", "/channels/lobby", { closed: true });
  await dock(dashboard).getByRole("combobox", { name: "Channel" }).fill("lobby");
  await dashboard.keyboard.press("Control+Enter");
  await expect(answer(dashboard)).toContainText("CHANNEL_CLOSED");
});

test("a persona passes the checks that it would have to pass itself", async ({ dashboard, connect }) => {
  const alice = await connect("Alice");
  await alice.join("room");
  await open(dashboard, "lobby");
  const as = dock(dashboard).getByRole("combobox", { name: "As" });
  await as.fill("Ali");
  await dashboard.keyboard.press("ArrowDown");
  await dashboard.keyboard.press("Enter");
  await expect(as).toHaveValue("Alice");
  await dashboard.keyboard.press("Control+Enter");
  await expect(answer(dashboard)).toContainText("NOT_SUBSCRIBED");
  await dock(dashboard).getByRole("combobox", { name: "Channel" }).fill("room");
  await dashboard.keyboard.press("Control+Enter");
  await expect(answer(dashboard)).toContainText("Published at position");
  await expect(rows(dashboard).filter({ hasText: "hello" })).toContainText("Alice");
});

test("a message goes to a token, and to one connection", async ({ dashboard, connect }) => {
  const alice = await connect("Alice");
  await dashboard.keyboard.press("Control+j");
  await dock(dashboard).getByRole("radio", { name: "Token or client" }).check();
  const to = dock(dashboard).getByRole("combobox", { name: "Token or client" });
  await to.fill("Ali");
  await dashboard.keyboard.press("ArrowDown");
  await dashboard.keyboard.press("Enter");
  await expect(to).toHaveValue("Alice");
  await dashboard.keyboard.press("Control+Enter");
  await expect(answer(dashboard)).toHaveText("1 of 1 connections took it.");
  expect((await alice.event("DIRECT_MESSAGE")).e).toBe("hello");
  await dock(dashboard).getByRole("radio", { name: "Connection" }).check();
  await dock(dashboard).getByRole("combobox", { name: "Connection" }).fill("Ali");
  await dock(dashboard).getByRole("option", { name: /Alice/ }).click();
  await dashboard.keyboard.press("Control+Enter");
  expect((await alice.event("DIRECT_MESSAGE")).e).toBe("hello");
});

test("many are sent, each with values of its own", async ({ dashboard, server }) => {
  await open(dashboard);
  await dock(dashboard).getByLabel("Event").fill("tick-{{n}}");
  await write(dock(dashboard), "Payload (JSON)", '{"n": "{{n}}", "id": "{{uuid}}"}');
  await dock(dashboard).getByRole("checkbox", { name: "Repeat" }).check();
  await dock(dashboard).getByLabel("Times").fill("600");
  await dock(dashboard).getByLabel("Every (ms)").fill("0");
  await dashboard.keyboard.press("Control+Enter");
  await expect(answer(dashboard)).toContainText("600 of 600 sent, 0 refused.");
  const { messages } = await server.inApp("GET", "/channels/lobby/messages?after=598");
  expect(messages.map(({ event, payload }) => [event, payload.n])).toEqual([
    ["tick-599", 599],
    ["tick-600", 600],
  ]);
});

test("a repetition is stopped", async ({ dashboard }) => {
  await open(dashboard);
  await dock(dashboard).getByRole("checkbox", { name: "Repeat" }).check();
  await dock(dashboard).getByLabel("Every (ms)").fill("60000");
  await dashboard.keyboard.press("Control+Enter");
  await expect(answer(dashboard)).toContainText("1 of 100 sent");
  await dock(dashboard).getByRole("button", { name: "Stop" }).click();
  await expect(answer(dashboard)).toContainText("1 of 100 sent, 0 refused, stopped.");
});

test("a draft stays while pages change, and what was sent is sent again", async ({ dashboard }) => {
  await open(dashboard);
  await dock(dashboard).getByLabel("Event").fill("kept");
  await dashboard.keyboard.press("Control+Enter");
  await expect(answer(dashboard)).toContainText("position 1");
  await visit(dashboard, "#/channels");
  await expect(dock(dashboard).getByLabel("Event")).toHaveValue("kept");
  await dock(dashboard).getByRole("tab", { name: "Sent 1" }).click();
  await dock(dashboard).getByRole("button", { name: "Send again" }).click();
  await expect(dock(dashboard).getByTestId("composer-sent")).toHaveCount(2);
});

test("a message is saved under a name, loaded, renamed and deleted", async ({ dashboard, server }) => {
  await open(dashboard);
  const as = dock(dashboard).getByRole("combobox", { name: "As" });
  await as.fill("Ali");
  await dashboard.keyboard.press("ArrowDown");
  await dashboard.keyboard.press("Enter");
  await expect(as).toHaveValue("Alice");
  await dock(dashboard).getByLabel("Event").fill("order");
  await dock(dashboard).getByRole("button", { name: "Save…" }).click();
  await dashboard.keyboard.type("shop/order placed");
  await dashboard.keyboard.press("Enter");
  const kept = await dashboard.evaluate(() => JSON.stringify({ ...localStorage }));
  expect(kept).toContain("order placed");
  expect(kept).not.toContain(server.token("Alice"));

  await dock(dashboard).getByLabel("Event").fill("other");
  await as.fill("");
  await dock(dashboard).getByRole("tab", { name: "Saved 1" }).click();
  await expect(dock(dashboard).getByRole("region", { name: "shop" })).toBeVisible();
  await dock(dashboard).getByRole("button", { name: "order placed" }).click();
  await expect(dock(dashboard).getByLabel("Event")).toHaveValue("order");
  await expect(as).toHaveValue("Alice");

  await dock(dashboard).getByRole("tab", { name: "Saved 1" }).click();
  await dock(dashboard).getByRole("button", { name: "Rename" }).click();
  await dashboard.keyboard.press("Control+a");
  await dashboard.keyboard.type("first");
  await dashboard.keyboard.press("Enter");
  await expect(dock(dashboard).getByTestId("composer-saved")).toContainText("first");
  await dock(dashboard).getByRole("button", { name: "Delete" }).click();
  await expect(dock(dashboard)).toContainText("Nothing is saved yet");
});

test("a row of the live view is sent again, as it was or edited", async ({ dashboard, server }) => {
  await server.inApp("POST", "/channels/lobby/messages", { event: "greet", payload: { n: 1 } });
  await rows(dashboard).filter({ hasText: "greet" }).click();
  const detail = dashboard.getByRole("complementary", { name: "Event" });
  await detail.getByRole("button", { name: "Resend", exact: true }).click();
  await expect(rows(dashboard).filter({ hasText: "greet" })).toHaveCount(2);
  await detail.getByRole("button", { name: "Edit and resend" }).click();
  await expect(dock(dashboard).getByLabel("Event")).toHaveValue("greet");
  await expect(dock(dashboard).getByRole("textbox", { name: "Payload (JSON)" })).toContainText('"n": 1');
});

test("closed and open it has no violation of the accessibility rules", async ({ dashboard }) => {
  await expectAccessible(dashboard, "closed", { part: "[data-testid=dock]" });
  await open(dashboard);
  await expectAccessible(dashboard, "message", { part: "[data-testid=dock]" });
  for (const name of ["Sent", "Saved", "Simulated clients"]) {
    await dock(dashboard).getByRole("tab", { name }).click();
    await expectAccessible(dashboard, name, { part: "[data-testid=dock]" });
  }
});

test("a browser tab has no simulated clients, and offers a snippet", async ({ dashboard }) => {
  await dock(dashboard).getByRole("button", { name: "Simulated clients" }).click();
  await expect(dock(dashboard)).toContainText("Simulated clients are in the desktop app");
  await expect(dock(dashboard).getByRole("button", { name: "Copy a client snippet" })).toBeVisible();
});
