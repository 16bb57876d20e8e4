// What is opened on a page before its picture is taken: details, dialogs, the composer.

const order = (page) => page.getByTestId("live-row").filter({ hasText: "order.placed" }).last();

/** Where a row has no value that a click would filter by. */
const aside = { position: { x: 20, y: 10 } };

/** Among messages of few channels, so that one is in sight whenever the picture is taken. */
async function openDetail(page) {
  await page.keyboard.press("/");
  await page.keyboard.type("kind:message channel:lobby");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await order(page).click(aside);
  await page.getByTestId("live-detail").waitFor();
}

const dock = (page) => page.getByTestId("dock");

async function openComposer(page) {
  await page.keyboard.press("Control+j");
  await dock(page).getByLabel("Channel", { exact: true }).last().fill("lobby");
  await dock(page).getByRole("textbox", { name: "Payload (JSON)" }).waitFor();
}

async function write(page, text) {
  await dock(page).getByRole("textbox", { name: "Payload (JSON)" }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

export const acts = [
  { name: "composer", path: "/live", act: openComposer },
  {
    name: "composer-error",
    path: "/live",
    act: async (page) => {
      await openComposer(page);
      await write(page, '{\n  "order": "{{number}}",\n  "at": "{{now}}"\n}');
      await page.keyboard.press("Control+Enter");
      await page.locator(".cm-lintRange-error").first().waitFor();
    },
  },
  {
    name: "composer-repeat",
    path: "/channels",
    act: async (page) => {
      await openComposer(page);
      await write(page, '{\n  "order": "{{n}}",\n  "size": "{{random 1 6}}"\n}');
      await dock(page).getByRole("checkbox", { name: "Repeat" }).check();
      await dock(page).getByLabel("Every (ms)").fill("30000");
      await page.keyboard.press("Control+Enter");
      await dock(page).getByText("1 of 100 sent").waitFor();
    },
  },
  {
    name: "simulated",
    path: "/live",
    act: async (page) => {
      await dock(page).getByRole("button", { name: "Simulated clients" }).click();
      await page.getByTestId("simulated-lane").first().waitFor();
    },
  },
  {
    name: "overview-charts",
    path: "/",
    act: async (page) => {
      const latency = page.getByRole("slider", { name: /^Latency/ });
      await latency.scrollIntoViewIfNeeded();
      await latency.hover({ position: { x: 240, y: 60 } });
    },
  },
  {
    name: "detail",
    path: "/live",
    act: async (page) => {
      await openDetail(page);
      await page.getByRole("treeitem", { name: /placed_at/ }).focus();
    },
  },
  {
    name: "detail-token",
    path: "/live",
    act: async (page) => {
      await openDetail(page);
      await page.getByTestId("jwt").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "detail-journey",
    path: "/live",
    act: async (page) => {
      await openDetail(page);
      await page.getByTestId("journey").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "detail-compare",
    path: "/live",
    act: async (page) => {
      await openDetail(page);
      await page.keyboard.press("c");
      await page
        .getByTestId("live-row")
        .filter({ hasText: "order.placed" })
        .nth(-3)
        .click({ position: { x: 20, y: 10 } });
      await page.keyboard.press("c");
      await page.getByTestId("live-compare").waitFor();
    },
  },
  {
    name: "detail-hex",
    path: "/live",
    act: async (page) => {
      await openDetail(page);
      await page.getByRole("tab", { name: "Hex" }).click();
    },
  },
];
