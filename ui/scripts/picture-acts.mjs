// What is opened on a page before its picture is taken: details, dialogs, the composer.

const order = (page) => page.getByTestId("live-row").filter({ hasText: "order.placed" }).last();

async function openDetail(page) {
  await order(page).click();
  await page.getByTestId("live-detail").waitFor();
}

export const acts = [
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
    name: "detail-hex",
    path: "/live",
    act: async (page) => {
      await openDetail(page);
      await page.getByRole("tab", { name: "Hex" }).click();
    },
  },
];
