// Chromium comes from the system: `cargo xtask test` installs it. CHROMIUM names another one.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "specs",
  outputDir: "../output/browser/failures",
  // Every test has a server of its own.
  fullyParallel: true,
  workers: 2,
  // Two browsers, two servers and the tests share two cores: what fails is run once more, and named in the summary if it
  // passes then, so that it is mended and stops nobody.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
