// What a client speaks: where it shows, and the snippets of each dialect.

import { WebSocket } from "ws";
import { expect, test, visit } from "../support/test.js";

const connect = (page) => page.getByRole("region", { name: "Connect", exact: true });
const snippet = (page) => connect(page).getByTestId("snippet").filter({ visible: true });

/** A client of `connect()`. */
function itty(server, channel) {
  const socket = new WebSocket(`ws://${server.ready.listen}/c/${channel}?as=Ivy&announce=true`);
  return new Promise((done, fail) => {
    socket.once("message", () => done(socket));
    socket.once("error", fail);
  });
}

test("a connection shows what it speaks, wherever it is named", async ({ dashboard, server, connect }) => {
  await connect("Alice");
  await visit(dashboard, "#/live");
  const socket = await itty(server, "lobby");
  socket.send('"hi"');
  const row = dashboard.getByTestId("live-row").filter({ hasText: "message" });
  await row.last().click();
  const detail = dashboard.getByTestId("live-detail");
  await detail.getByRole("button", { name: "itty" }).click();
  await expect(dashboard.getByTestId("live-row")).not.toHaveCount(0);
  await expect(dashboard.getByRole("combobox", { name: "Filter" })).toHaveValue(/dialect:itty/);

  await visit(dashboard, "#/connections");
  await expect(dashboard.getByTestId("connection-row").filter({ hasText: "Alice" })).toContainText("leap");
  const ivy = dashboard.getByTestId("connection-row").filter({ hasText: "itty" });
  await ivy.getByRole("link").click();
  await expect(dashboard.getByRole("region", { name: "About this connection" })).toContainText("itty");
  await visit(dashboard, "#/channels/lobby");
  await expect(dashboard.getByTestId("presence-member").filter({ hasText: "itty" })).toBeVisible();
  socket.terminate();
});

test("who cannot say who it is, is let in with one click", async ({ dashboard, server }) => {
  const socket = await itty(server, "room");
  await visit(dashboard, "#/connections?view=refused");
  const refusal = dashboard.getByTestId("refusal-row").filter({ hasText: "NOT_GRANTED" });
  await expect(refusal).toContainText("itty");
  await refusal.getByRole("button", { name: "Make room unprotected" }).click();
  await expect(dashboard.getByText("Everybody may join room now.")).toBeVisible();
  expect((await server.inApp("GET", "/channels/room")).visibility).toBe("unprotected");
  await dashboard.getByRole("button", { name: "Undo" }).click();
  const visibility = async () => (await server.inApp("GET", "/channels/room")).visibility;
  await expect.poll(visibility).toBe("public");
  socket.terminate();
});

test("each dialect has its snippets, with the real ids", async ({ dashboard, server }) => {
  await server.inApp("POST", "/clients", { id: "ada", username: "Ada" });
  const { dialects } = await server.admin("GET", "/info");
  const tabs = connect(dashboard).getByRole("tablist", { name: "Dialect of the snippet" });
  await expect(tabs.getByRole("tab")).toHaveText(dialects.map(({ name }) => name));

  await tabs.getByRole("tab", { name: "channels" }).click();
  await expect(snippet(dashboard)).toContainText(`/optimized?AppID=${server.app.id}&Authorization=eyJ`);
  await connect(dashboard).getByLabel("as").selectOption("Ada");
  const claims = async () => {
    const text = (await snippet(dashboard).textContent()) ?? "";
    const [, part] = /Authorization=\w+\.(\w+)\./.exec(text) ?? [];
    return part && JSON.parse(Buffer.from(part, "base64url"));
  };
  await expect.poll(async () => (await claims())?.ClientID).toBe("ada");

  await tabs.getByRole("tab", { name: "itty" }).click();
  await expect(snippet(dashboard)).toContainText(`"ws://${server.ready.listen}/c/lobby"`);
  await connect(dashboard).getByLabel("in", { exact: true }).selectOption("hello (new)");
  await expect(snippet(dashboard)).toContainText("/c/hello");
  await tabs.getByRole("tab", { name: "itty" }).focus();
  const next = dialects[dialects.findIndex(({ name }) => name === "itty") - 1].name;
  await dashboard.keyboard.press("ArrowLeft");
  await expect(tabs.getByRole("tab", { name: next })).toHaveAttribute("aria-selected", "true");

  await tabs.getByRole("tab", { name: "pakyow" }).click();
  await expect(snippet(dashboard)).toContainText(`http://${server.ready.listen}/`);
  await connect(dashboard).getByRole("tab", { name: "curl" }).click();
  await expect(snippet(dashboard)).toContainText("/realtime/push");
});

test("of an app that nobody is in who names none, only what names it is offered", async ({
  dashboard,
  server,
}) => {
  await server.admin("POST", "/apps", { name: "Second" });
  await dashboard.getByRole("button", { name: "App: My app" }).click();
  await dashboard.getByRole("menuitem", { name: "Second" }).click();
  await connect(dashboard).getByRole("tab", { name: "itty" }).click();
  await expect(connect(dashboard).getByRole("tab", { name: "Client (JS)" })).toHaveCount(0);
  await expect(connect(dashboard)).toContainText("Clients that name no app are in My app");
  const second = (await server.admin("GET", "/apps")).find(({ name }) => name === "Second");
  await expect(snippet(dashboard)).toContainText(`/${second.id}/hello`);
});

test("the snippet for a browser runs in one, as it is pasted", async ({ dashboard, server, context }) => {
  await connect(dashboard).getByRole("tab", { name: "channels", exact: true }).click();
  await connect(dashboard).getByLabel("in", { exact: true }).selectOption("room");
  await connect(dashboard).getByRole("tab", { name: "EventSource" }).click();
  await expect(snippet(dashboard)).toContainText("/sse/room?");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await connect(dashboard).getByRole("button", { name: "Copy" }).click();
  const code = await dashboard.evaluate(() => navigator.clipboard.readText());
  expect(code).toContain("new EventSource(");

  const page = await context.newPage();
  const printed = [];
  page.on("console", async (message) => {
    printed.push((await Promise.all(message.args().map((arg) => arg.jsonValue()))).map(String).join(" "));
  });
  await page.evaluate(code);
  await expect.poll(() => printed.some((line) => line.startsWith("joined"))).toBe(true);
  await server.inApp("POST", "/channels/room/messages", { event: "hello", payload: { from: "test" } });
  await expect.poll(() => printed.at(-1)).toBe('backend hello {"from":"test"}');
});
