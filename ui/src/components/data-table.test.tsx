import { act } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { shortcuts } from "../lib/shortcuts";
import { mount } from "../testing/mount";
import { type Column, DataTable, ROW_LINK } from "./data-table";

interface Row {
  name: string;
  size: number;
}

const columns: Column<Row>[] = [
  {
    key: "name",
    label: "Name",
    width: "1fr",
    sortable: true,
    cell: ({ name }) => (
      <a href={`#/${name}`} {...ROW_LINK}>
        {name}
      </a>
    ),
  },
  { key: "size", label: "Size", width: "80px", align: "right", sortable: true, cell: ({ size }) => size },
  { key: "verbs", label: "Verbs", quiet: true, width: "28px", from: 600, cell: () => "…" },
];

const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, n) => ({ name: `row ${n}`, size: n }));

const place = mount();
/** What the browser would measure. */
let size = { clientHeight: 280, clientWidth: 800 };

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockImplementation(() => size.clientHeight);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(() => size.clientWidth);
});
afterEach(() => {
  size = { clientHeight: 280, clientWidth: 800 };
});

function show(all: Row[], rest: Partial<Parameters<typeof DataTable<Row>>[0]> = {}) {
  place.render(
    <DataTable
      label="Things"
      columns={columns}
      rows={all}
      keyOf={(row) => row.name}
      testId="row"
      {...rest}
    />,
  );
}

const drawn = () => [...place.host.querySelectorAll("[data-testid=row]")];
const heads = () => [...place.host.querySelectorAll("[role=columnheader]")].map((head) => head.textContent);
const press = (key: string) => act(() => shortcuts.handle(new KeyboardEvent("keydown", { key })));

it("draws the rows in view, and says how many there are", () => {
  show(rows(100_000), { total: 250_000 });
  expect(drawn().length).toBeGreaterThan(7);
  expect(drawn().length).toBeLessThan(40);
  expect(place.host.querySelector("[role=table]")?.getAttribute("aria-rowcount")).toBe("250001");
  expect(drawn()[0]?.getAttribute("aria-rowindex")).toBe("2");
});

it("goes from row to row by keyboard, also beyond what is drawn", () => {
  show(rows(1000));
  for (let n = 0; n < 60; n++) press("j");
  expect(document.activeElement?.textContent).toBe("row 59");
  press("k");
  expect(document.activeElement?.textContent).toBe("row 58");
  expect(drawn().length).toBeLessThan(40);
});

it("asks for more when the end comes near, and not before", () => {
  const onEnd = vi.fn();
  show(rows(500), { onEnd });
  expect(onEnd).not.toHaveBeenCalled();
  show(rows(30), { onEnd });
  expect(onEnd).toHaveBeenCalledTimes(1);
});

it("says by which column it is sorted, and asks for another", () => {
  const onSort = vi.fn();
  show(rows(3), { sort: { key: "size", down: true }, onSort });
  const sizeHead = place.host.querySelectorAll("[role=columnheader]")[1];
  expect(sizeHead?.getAttribute("aria-sort")).toBe("descending");
  act(() => sizeHead?.querySelector("button")?.click());
  expect(onSort).toHaveBeenCalledWith("size");
});

it("leaves out columns for which there is no room", () => {
  show(rows(3));
  expect(heads()).toEqual(["Name", "Size", "Verbs"]);
  size = { clientHeight: 280, clientWidth: 500 };
  place.render(null);
  show(rows(3));
  expect(heads()).toEqual(["Name", "Size"]);
});
