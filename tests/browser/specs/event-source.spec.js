// The browser's own EventSource, in a page of another origin: it gets messages, and after a restart what it missed.

import { createServer } from "node:http";
import { test as base, expect } from "../support/test.js";

const PAGE = `<!doctype html><title>Follows a channel</title><link rel="icon" href="data:,"><script>
  const heard = [];
  const counts = { open: 0, error: 0 };
  function follow(url) {
    const source = new EventSource(url);
    source.onopen = () => counts.open++;
    source.onerror = () => counts.error++;
    source.onmessage = ({ data, lastEventId }) => heard.push({ ...JSON.parse(data), id: lastEventId });
    source.addEventListener("joined", () => { counts.joined = (counts.joined ?? 0) + 1; });
    source.addEventListener("reset", () => { counts.reset = true; });
  }
</script>`;

const test = base.extend({
  /** Address of the page: a site that is not the server's. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  site: async ({}, use) => {
    const site = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(PAGE));
    await new Promise((listening) => site.listen(0, "127.0.0.1", listening));
    await use(`http://127.0.0.1:${site.address().port}/`);
    site.closeAllConnections();
    site.close();
  },
});

test("an EventSource follows a channel, and goes on where it was after a restart", async ({
  page,
  server,
  site,
}) => {
  await server.inApp("POST", "/channels", {
    name: "ticker",
    visibility: "unprotected",
    capabilities: ["persistent"],
  });
  const publish = (payload) => server.inApp("POST", "/channels/ticker/messages", { event: "n", payload });
  const wish = { dialect: "channels", kind: "jwt", client: "reader", role: "Client" };
  const { credential } = await server.inApp("POST", "/mint", wish);
  const query = new URLSearchParams({ Authorization: credential, AppID: server.app.id });
  await page.goto(site);
  await page.evaluate((url) => follow(url), `http://${server.ready.listen}/sse/ticker?${query}`);
  const counts = () => page.evaluate(() => counts);
  const payloads = () => page.evaluate(() => heard.map(({ payload }) => payload));
  await expect.poll(counts).toMatchObject({ open: 1, joined: 1 });
  for (const n of [1, 2]) await publish(n);
  await expect.poll(payloads).toEqual(["1", "2"]);

  await server.quit();
  await expect.poll(async () => (await counts()).error).toBeGreaterThan(0);
  await server.launch();
  // While the browser waits before it connects again.
  for (const n of [3, 4]) await publish(n);
  await expect.poll(payloads, { timeout: 20_000 }).toEqual(["1", "2", "3", "4"]);
  expect((await counts()).open).toBe(2);
  await publish(5);
  await expect.poll(payloads).toEqual(["1", "2", "3", "4", "5"]);
  expect((await counts()).reset).toBeUndefined();
  const ids = await page.evaluate(() => heard.map(({ id }) => Number(id)));
  expect(ids).toEqual(ids.map((_, n) => ids[0] + n));
});
