// What is opened in the live view before its picture is taken: filters, facets, dialogs, tabs.

const list = (page) => page.getByTestId("live-list");
const filter = (page) => page.getByRole("combobox", { name: "Filter" });

/** Types a filter and waits until it has been read. */
async function type(page, text) {
  await page.keyboard.press("/");
  await page.keyboard.type(text);
  await page.waitForTimeout(300);
}

const act = (name, run) => ({
  name: `live-${name}`,
  path: "/live",
  act: async (page) => {
    await page.getByTestId("live-row").last().waitFor();
    await run(page);
    await page.waitForTimeout(200);
  },
});

export const liveActs = [
  act("filtered", async (page) => {
    await type(page, "kind:message channel:lobby -event:tick");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("k");
  }),
  act("no-match", async (page) => {
    await type(page, "channel:nowhere");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByText("Nothing matches the filter").waitFor();
  }),
  act("filter-error", (page) => type(page, "kind:message chanel:lobby")),
  act("completions", (page) => type(page, "-kind:")),
  act("facets", async (page) => {
    await page.keyboard.press("f");
    await page.getByTestId("live-facets").getByText("Channels").waitFor();
  }),
  act("marked-export", async (page) => {
    for (const key of ["k", "m", "k", "m", "k", "m", "e"]) await page.keyboard.press(key);
  }),
  act("look", (page) => page.keyboard.press("v")),
  act("menu", async (page) => {
    for (const key of ["k", "k", "k", "Shift+F10"]) await page.keyboard.press(key);
  }),
  act("include", async (page) => {
    for (const key of ["k", "k", "i"]) await page.keyboard.press(key);
  }),
  act("tabs", async (page) => {
    await page.keyboard.press("t");
    await type(page, "kind:refused");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+S");
  }),
  act("reading", async (page) => {
    await list(page).hover();
    await page.mouse.wheel(0, -12_000);
  }),
  act("middle", async (page) => {
    await list(page).evaluate((element) => {
      element.scrollTop = element.scrollHeight / 2;
    });
  }),
  act("saved", async (page) => {
    await type(page, "kind:refused");
    await filter(page).blur();
    await page.keyboard.press("s");
    await page.getByPlaceholder("Name for this filter").fill("everything refused");
    await page.keyboard.press("Enter");
    await page.keyboard.press("s");
  }),
];
