// What every test has: a server of its own, clients, and the dashboard opened with the key.

import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";
import { Client } from "./client.js";
import { Server } from "./server.js";

export { expect };

export const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  server: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },

  /** `await connect("Alice")`, or without a name for somebody anonymous. */
  connect: async ({ server }, use) => {
    const clients = [];
    await use(async (name) => {
      const client = await Client.connect(server, name && server.token(name));
      clients.push(client);
      return client;
    });
    for (const client of clients) client.drop();
  },

  /** The page, with the dashboard in it. A fault in the page fails the test. */
  dashboard: async ({ page, server }, use) => {
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      // What is refused or lost is logged by the browser itself; the tests look at what the page makes of it.
      const own = !/Failed to load resource|^WebSocket connection to/.test(message.text());
      if (message.type() === "error" && own) faults.push(message.text());
    });
    await enter(page, server, server.key);
    await use(page);
    expect(faults).toEqual([]);
  },
});

/** Opens the dashboard with a key. */
export async function enter(page, server, key) {
  await page.goto(server.url);
  await page.getByLabel("Admin key").fill(key);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("server-state")).toContainText("running");
}

/** Goes to a page by its address. */
export async function visit(page, address) {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, address);
  await settled(page);
}

/** Opens the page of a channel. */
export async function visitChannel(page, name) {
  await visit(page, `#/channels/${encodeURIComponent(name)}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
}

/** Writes into a JSON editor by its name, in place of what is there; it has the focus afterwards. */
export async function write(within, label, text) {
  const editor = within.getByRole("textbox", { name: label });
  await editor.click();
  await editor.press("Control+a");
  await editor.page().keyboard.insertText(text);
}

/** Goes on with the Tab key until the target has the focus; fails where that never happens. */
export async function tabTo(target, most = 80) {
  const page = target.page();
  for (let presses = 0; presses < most; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} is not reached by the Tab key`);
}

/** Waits until nothing loads any more and the fonts are there. */
export async function settled(page) {
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/**
 * No violation of the accessibility rules that axe knows, in the page or in a part of it. The test goes on, to tell of
 * all places at once. In the dark only colours differ.
 */
export async function expectAccessible(page, where, { part, colours = false } = {}) {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
  if (part) axe.include(part);
  if (colours) axe.withRules("color-contrast");
  const { violations } = await axe.analyze();
  const told = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 4)
        .map((node) => `    ${node.html.slice(0, 200)}\n    ${node.any.map((one) => one.message).join("; ")}`)
        .join("\n")}`,
  );
  expect.soft(told, where).toEqual([]);
}
