// The list of the live view: floods, columns, times, tabs, marks, comparing, exports.

import { readFileSync } from "node:fs";
import { expect, tabTo, test, visit } from "../support/test.js";

const rows = (page) => page.getByTestId("live-row");
const filter = (page) => page.getByRole("combobox", { name: "Filter" });

const batch = (server, event, count) =>
  server.inApp("POST", "/channels/lobby/messages/batch", {
    messages: Array.from({ length: count }, (_, n) => ({ event, payload: { n } })),
  });

test.beforeEach(async ({ dashboard }) => {
  await visit(dashboard, "#/live");
});

test("a flood makes one line, and is unrolled with a click or all at once", async ({ dashboard, server }) => {
  await batch(server, "tick", 400);
  const line = rows(dashboard).filter({ hasText: /×\d/ });
  await expect(line.first()).toContainText("tick");
  await line.first().getByText(/^×/).click();
  await expect(line).toHaveCount(0);
  await dashboard.getByRole("button", { name: "Columns, times and floods" }).click();
  await dashboard.getByRole("button", { name: "Collapse floods again" }).click();
  await dashboard.keyboard.press("Escape");
  await expect(line.first()).toBeVisible();
  await dashboard.getByRole("button", { name: "More" }).click();
  await dashboard.getByRole("menuitem", { name: "Show each message of every flood" }).click();
  await expect(line).toHaveCount(0);
});

test("columns are hidden and made wider, by keys too, and stay so", async ({ dashboard, server }) => {
  await batch(server, "tick", 1);
  await dashboard.keyboard.press("v");
  await dashboard.getByRole("checkbox", { name: "Size" }).uncheck();
  await dashboard.getByRole("radio", { name: "UTC" }).check();
  await dashboard.keyboard.press("Escape");
  const edge = dashboard.getByRole("separator", { name: "Width of the column Channel" });
  await tabTo(edge);
  const before = Number(await edge.getAttribute("aria-valuenow"));
  await dashboard.keyboard.press("ArrowRight");
  await expect(edge).toHaveAttribute("aria-valuenow", String(before + 16));
  await dashboard.reload();
  await expect(edge).toHaveAttribute("aria-valuenow", String(before + 16));
  await expect(dashboard.getByRole("columnheader", { name: "Size" })).toHaveCount(0);
  await expect(rows(dashboard).first()).toContainText(/\d\d:\d\d:\d\d\.\d{3}Z/);
});

test("tabs have a filter and a pause of their own, and stay", async ({ dashboard, server }) => {
  await batch(server, "one", 1);
  await dashboard.keyboard.press("t");
  await dashboard.keyboard.press("/");
  await dashboard.keyboard.type("event:two");
  await expect(dashboard.getByRole("tab", { name: "event:two" })).toHaveAttribute("aria-selected", "true");
  await expect(rows(dashboard)).toHaveCount(0);
  await filter(dashboard).blur();
  await dashboard.keyboard.press("Space");
  await dashboard.keyboard.press("[");
  await expect(rows(dashboard).filter({ hasText: "one" })).toBeVisible();
  await expect(dashboard.getByRole("button", { name: /^Pause/ })).toHaveAttribute("aria-pressed", "false");
  await dashboard.keyboard.press("]");
  await expect(dashboard.getByRole("button", { name: /^Paused/ })).toBeVisible();
  await dashboard.keyboard.press("Shift+S");
  await expect(filter(dashboard)).toHaveCount(2);
  await dashboard.reload();
  await expect(filter(dashboard)).toHaveCount(2);
  await dashboard.getByRole("button", { name: "Close the tab event:two" }).click();
  await expect(dashboard.getByRole("tab")).toHaveText(["Everything"]);
});

test("marked events go into a file, or all that match", async ({ dashboard, server }) => {
  await batch(server, "tick", 5);
  // One that goes when the filter holds: a new filter takes the marks along.
  await batch(server, "other", 1);
  await expect(rows(dashboard)).toHaveCount(6);
  await dashboard.keyboard.press("/");
  await dashboard.keyboard.type("event:tick");
  await expect(rows(dashboard)).toHaveCount(5);
  await filter(dashboard).blur();
  await dashboard.keyboard.press("k");
  await dashboard.keyboard.press("Shift+K");
  await expect(dashboard.getByText("2 events marked")).toBeVisible();
  const written = async () => {
    const [file] = await Promise.all([
      dashboard.waitForEvent("download"),
      dashboard.getByRole("dialog").getByRole("button", { name: "Export" }).click(),
    ]);
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
  };
  await dashboard.keyboard.press("e");
  const some = await written();
  expect(some.name).toMatch(/^live-.*\.ndjson$/);
  const events = some.text.trim().split("\n").map(JSON.parse);
  expect(events.map(({ payload }) => payload)).toEqual(['{"n":4}', '{"n":3}']);
  await dashboard.keyboard.press("e");
  await dashboard.getByRole("radio", { name: /^Everything that matches/ }).check();
  await dashboard.getByRole("radio", { name: "CSV" }).check();
  const all = await written();
  expect(all.text.trim().split("\r\n")).toHaveLength(6);
});

test("two events are compared by keys", async ({ dashboard, server }) => {
  await batch(server, "one", 1);
  await batch(server, "two", 1);
  await expect(rows(dashboard).filter({ hasText: "two" })).toBeVisible();
  await dashboard.keyboard.press("k");
  await dashboard.keyboard.press("c");
  await expect(dashboard.getByText(/^Comparing with/)).toBeVisible();
  await dashboard.keyboard.press("k");
  await dashboard.keyboard.press("c");
  await expect(dashboard.getByTestId("live-compare")).toBeVisible();
  await dashboard.keyboard.press("Escape");
  await expect(dashboard.getByTestId("live-compare")).toHaveCount(0);
});

test("the verbs of a row are in its menu", async ({ dashboard, server }) => {
  await batch(server, "tick", 1);
  await rows(dashboard).filter({ hasText: "tick" }).click({ button: "right" });
  await dashboard.getByRole("menuitem", { name: "Open details" }).click();
  await expect(dashboard.getByTestId("live-detail")).toContainText("tick");
});
