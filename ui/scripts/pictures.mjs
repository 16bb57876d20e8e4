// Takes a picture of every page in every state, light and dark, and fails if a page does: `npm run pictures [folder]
// [names]`. With names, such as `live,detail`, of those pages only; each stands for all that begin with it.
// Serves the sources itself; CHROMIUM names a browser, /usr/bin/chromium otherwise.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import { acts } from "./picture-acts.mjs";
import { liveActs } from "./picture-acts-live.mjs";

const folder = process.argv[2] ?? "../tests/output/pictures";
const names = process.argv[3]?.split(",");

const pages = {
  overview: "/",
  live: "/live",
  channels: "/channels",
  "channels-by-rate": "/channels?sort=-rate",
  "channels-search": "/channels?q=chat:42",
  channel: "/channels/lobby",
  "channel-unknown": "/channels/chat:42",
  connections: "/connections",
  "connections-refused": "/connections?view=refused",
  connection: "/connections/leap_conn_51022b94e6c8a7b1f60d2e3",
  "connection-gone": "/connections/leap_conn_1",
  tokens: "/tokens",
  "tokens-none": "/tokens?q=nobody",
  clients: "/tokens?kind=client",
  token: "/tokens/60d2e3a9f2",
  client: "/tokens/client:ada",
  guest: "/tokens/client:page-4f1d2c3b5a697887",
  "client-gone": "/tokens/client:nobody",
  "token-gone": "/tokens/000000000000",
  inspect: "/tokens/inspect",
  approvals: "/approvals",
  apps: "/apps",
  app: "/apps/project_MzE0MTU5MjY1MzU4OTc5MzI",
  ...Object.fromEntries(
    ["server", "ports", "keys", "snapshots", "project", "appearance", "window", "about"].map((section) => [
      `settings-${section}`,
      `/settings/${section}`,
    ]),
  ),
};

const wide = { width: 1440, height: 900 };
const shots = [
  ...["full", "empty", "loading", "error", "disconnected"].map((scene) => ({ scene, size: wide })),
  { scene: "full", size: { width: 900, height: 600 } },
  { scene: "flood", size: wide, only: "live" },
];

/** What is pictured in one scene: pages, and what is opened on them where there is anything to open. */
const picturesOf = (scene, only) =>
  [
    ...Object.entries(pages).map(([name, path]) => ({ name, path })),
    ...(scene === "full" ? [...acts, ...liveActs] : []),
  ].filter(({ name }) => (!only || only === name) && (!names || names.some((one) => name.startsWith(one))));

/** Shown in full: fonts are there, and nothing but the scene itself keeps it waiting. */
async function settled(page, scene) {
  await page.locator("main").first().waitFor();
  if (scene !== "loading") await page.waitForFunction(() => !document.querySelector("[aria-label=Loading]"));
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}

mkdirSync(folder, { recursive: true });
const server = await createServer({ server: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
await server.listen();
const [origin] = server.resolvedUrls.local;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
  ],
});

const faults = new Set();
for (const colorScheme of ["light", "dark"]) {
  for (const { scene, size, only } of shots) {
    const context = await browser.newContext({ viewport: size, colorScheme });
    for (const { name, path, act } of picturesOf(scene, only)) {
      const page = await context.newPage();
      // What one page remembers is none of the next one's business.
      await page.addInitScript(() => localStorage.clear());
      page.on("pageerror", (error) => faults.add(`${name}, ${scene}: ${error.message}`));
      await page.goto(`${origin}?fake=${scene}#${path}`);
      await settled(page, scene);
      if (act) {
        await act(page);
        await settled(page, scene);
      }
      await page.screenshot({ path: join(folder, `${name}-${scene}-${colorScheme}-${size.width}.png`) });
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
await server.close();

for (const fault of faults) console.error(fault);
console.log(`pictures in ${folder}`);
process.exitCode = faults.size > 0 ? 1 : 0;
