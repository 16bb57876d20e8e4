// How has it been? Charts that can be read without a mouse, and a report to keep.

import { readFile } from "node:fs/promises";
import { expect, expectAccessible, settled, test } from "../support/test.js";

const FIGURES = ["Connections", "Messages in", "Deliveries", "Refusals", "Latency, publish to delivery"];

const chart = (page, name) => page.getByRole("slider", { name, exact: true });
const picture = (page, name) => chart(page, name).locator("svg");

/** They are drawn again while they are on screen. */
test.beforeEach(async ({ dashboard }) => {
  await settled(dashboard);
  await chart(dashboard, FIGURES.at(-1)).scrollIntoViewIfNeeded();
});

/** Somebody is there, and has been told something. */
async function used(connect) {
  const alice = await connect("Alice");
  await alice.join("lobby");
  for (let n = 0; n < 5; n += 1) alice.publish("lobby", "tick", n);
}

/** The charts have come to the values of what happened: where they were drawn too soon, the next time is 10 s later. */
async function drawn(page) {
  await expect(chart(page, "Latency, publish to delivery")).toHaveAttribute(
    "aria-valuetext",
    /p99 [\d.]+ ms/,
    { timeout: 30_000 },
  );
}

test("every figure has its chart, and follows what happens", async ({ dashboard, connect }) => {
  for (const name of FIGURES) await expect(picture(dashboard, name)).toBeVisible();
  await used(connect);
  await drawn(dashboard);
  await expect(chart(dashboard, "Connections")).toHaveAttribute("aria-valuetext", /: 1 connection$/);
  await expect(picture(dashboard, "Messages in").locator("polygon")).toHaveCount(1);
});

test("values are read by mouse and by keys, in all charts at once", async ({ dashboard, connect }) => {
  await used(connect);
  await drawn(dashboard);
  const [messages, values] = [chart(dashboard, "Messages in"), dashboard.getByTestId("chart-values")];
  await messages.focus();
  await messages.press("End");
  await expect(values).toContainText(/^\d\d:\d\d:\d\d.*messages\/s$/);
  const last = await messages.getAttribute("aria-valuetext");
  await messages.press("ArrowLeft");
  const before = await messages.getAttribute("aria-valuetext");
  expect(before).not.toBe(last);
  const time = before.slice(0, 8);
  await expect(values).toContainText(time);
  await expect(chart(dashboard, "Connections")).toHaveAttribute("aria-valuetext", new RegExp(`^${time}: `));
  await messages.press("Home");
  await expect(values).toContainText("not measured");
  await messages.press("Escape");
  await expect(values).toHaveCount(0);
  await messages.hover({ position: { x: 200, y: 60 } });
  await expect(values).toHaveCount(1);
  await dashboard.getByRole("heading", { level: 1 }).hover();
  await expect(values).toHaveCount(0);
});

test("the span is kept in the address", async ({ dashboard }) => {
  const asked = () => dashboard.waitForRequest(/\/admin\/v1\/charts\/messages\?.*span=24h/);
  const first = asked();
  await dashboard.getByRole("radio", { name: "24 h" }).check();
  await first;
  await expect(picture(dashboard, "Messages in")).toBeVisible();
  expect(new URL(dashboard.url()).hash).toBe("#/?span=24h");
  const again = asked();
  await dashboard.reload();
  await again;
  await expect(dashboard.getByRole("radio", { name: "24 h" })).toBeChecked();
  await expect(picture(dashboard, "Messages in")).toBeVisible();
});

test("they are drawn for the theme and for the room", async ({ dashboard }) => {
  const words = picture(dashboard, "Connections").locator("text").first();
  const width = () => picture(dashboard, "Connections").getAttribute("width").then(Number);
  await expect(words).toHaveAttribute("fill", "#6B7280");
  await dashboard.emulateMedia({ colorScheme: "dark" });
  await expect(words).toHaveAttribute("fill", "#8790A0");
  // The room changes once more when the number of columns does: it is compared with what is drawn at the same moment.
  const spare = async () => {
    const room = await chart(dashboard, "Connections").boundingBox();
    return Math.floor(room.width) - (await width());
  };
  for (const size of [
    { width: 900, height: 600 },
    { width: 2560, height: 1440 },
  ]) {
    const before = await width();
    await dashboard.setViewportSize(size);
    await chart(dashboard, "Connections").scrollIntoViewIfNeeded();
    await expect.poll(width).not.toBe(before);
    await expect.poll(spare).toBe(0);
    const page = dashboard.locator("[data-scroll-restoration-id=page]");
    expect(await page.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  }
});

test("what goes wrong is said, and tried again", async ({ dashboard }) => {
  const charts = dashboard.getByRole("region", { name: "Over time" });
  const error = { code: "STORE_UNAVAILABLE", message: "the store does not answer", detail: "try again" };
  await dashboard.route("**/admin/v1/charts/**", (route) => route.fulfill({ status: 503, json: { error } }));
  await dashboard.getByRole("radio", { name: "1 h" }).check();
  // What was drawn for another span stays until it is known that there is nothing for this one.
  await expect(charts.getByRole("alert")).toContainText("STORE_UNAVAILABLE", { timeout: 30_000 });
  await dashboard.unroute("**/admin/v1/charts/**");
  await charts.getByRole("button", { name: "Try again" }).click();
  await expect(picture(dashboard, "Messages in")).toBeVisible();
});

test("a picture with more in it than a drawing is not shown", async ({ dashboard }) => {
  await dashboard.route("**/admin/v1/charts/messages?**", async (route) => {
    const response = await route.fetch();
    const chart = await response.json();
    await route.fulfill({
      json: { ...chart, svg: chart.svg.replace("</svg>", "<script>alert(1)</script></svg>") },
    });
  });
  await dashboard.getByRole("radio", { name: "1 h" }).check();
  await expect(chart(dashboard, "Messages in")).toContainText("cannot be shown");
  await expect(picture(dashboard, "Messages in").locator("script")).toHaveCount(0);
  await expect(picture(dashboard, "Deliveries")).toBeVisible();
});

test("the report is one page that needs nothing else", async ({
  dashboard,
  connect,
  context,
  server,
}, info) => {
  await used(connect);
  await drawn(dashboard);
  await dashboard.getByRole("button", { name: "More", exact: true }).click();
  const [download] = await Promise.all([
    dashboard.waitForEvent("download"),
    dashboard.getByRole("menuitem", { name: "Export report" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^switchboard-report-\d{4}-\d\d-\d\d\.html$/);
  await expect(
    dashboard.getByText(`${download.suggestedFilename()} was given to you as a download.`),
  ).toBeVisible();
  const path = info.outputPath("report.html");
  await download.saveAs(path);
  expect(await readFile(path, "utf8")).not.toContain(server.key);

  const report = await context.newPage();
  const asked = [];
  report.on("request", (request) => asked.push(request.url()));
  report.on("console", (message) => asked.push(message.text()));
  for (const [colorScheme, visible] of [
    ["light", "light"],
    ["dark", "dark"],
  ]) {
    await report.emulateMedia({ colorScheme });
    await report.goto(`file://${path}`);
    await expect(report.getByRole("heading", { level: 1 })).toHaveText("Switchboard report");
    await expect(report.locator("svg:visible")).toHaveCount(FIGURES.length);
    await expect(report.locator(`.${visible} svg:visible`)).toHaveCount(FIGURES.length);
    await expect(report.getByRole("row", { name: /^Messages in / })).toContainText("5");
  }
  expect(asked.every((url) => url.startsWith("file:"))).toBe(true);
});

test("the report is found in the palette", async ({ dashboard }) => {
  await dashboard.keyboard.press("Control+k");
  await dashboard.keyboard.insertText("export report");
  const [download] = await Promise.all([
    dashboard.waitForEvent("download"),
    dashboard.keyboard.press("Enter"),
  ]);
  expect(download.suggestedFilename()).toContain("report");
});

test("they are accessible, light and dark", async ({ dashboard, connect }) => {
  await used(connect);
  await drawn(dashboard);
  await chart(dashboard, "Messages in").focus();
  await chart(dashboard, "Messages in").press("End");
  await settled(dashboard);
  await expectAccessible(dashboard, "charts");
  await dashboard.emulateMedia({ colorScheme: "dark" });
  await settled(dashboard);
  await expectAccessible(dashboard, "charts, dark", { colours: true });
});
