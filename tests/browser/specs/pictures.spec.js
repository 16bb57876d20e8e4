// Every page with something on it, at the sizes that have to look right, light and dark; and nothing is wider than its window.

import { join, resolve } from "node:path";
import { pagesOf, stage } from "../support/scene.js";
import { expect, test, visit } from "../support/test.js";

const FOLDER = resolve(import.meta.dirname, "../../output/browser/pictures");

// One scene serves many looks.
test.describe.configure({ timeout: 180_000 });

for (const { name, viewport, deviceScaleFactor } of [
  { name: "900x600", viewport: { width: 900, height: 600 }, deviceScaleFactor: 1 },
  { name: "1440x900", viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  // A window of 1440 × 900 at a zoom of 200 %.
  { name: "200percent", viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 },
]) {
  test.describe(name, () => {
    test.use({ viewport, deviceScaleFactor });

    test("every page", async ({ dashboard, server, connect }) => {
      const clients = await stage(server, connect);
      for (const page of pagesOf(server, clients)) {
        await visit(dashboard, page.address);
        await expect(page.complete(dashboard), page.name).toBeVisible();
        const wide = await dashboard.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect.soft(wide, `${page.name} is wider than its window`).toBeLessThanOrEqual(0);
        for (const colorScheme of ["light", "dark"]) {
          await dashboard.emulateMedia({ colorScheme });
          await dashboard.screenshot({ path: join(FOLDER, `${page.name}-${name}-${colorScheme}.png`) });
        }
      }
    });
  });
}
