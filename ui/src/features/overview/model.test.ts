import { describe, expect, it } from "vitest";
import type { Chart } from "../../api/types";
import {
  layout,
  newest,
  overviewSearch,
  placeOf,
  reportName,
  stepAt,
  stepBy,
  stepOf,
  told,
  withUnit,
} from "./model";

const chart: Chart = {
  svg: "<svg/>",
  plot: { left: 30, top: 24, width: 400, height: 100 },
  at: [1000, 2000, 3000, 4000, 5000],
  lines: [
    { name: "p50", values: [null, 0.4, null, 0.512, null] },
    { name: "p99", values: [null, 2.5, null, 1204.4, null] },
  ],
  unit: "ms",
};

describe("the address", () => {
  it("names the span unless it is the usual one", () => {
    expect(overviewSearch({ span: "1h" })).toEqual({ span: "1h" });
    expect(overviewSearch({ span: "5m" })).toEqual({});
    expect(overviewSearch({ span: "7d", other: 1 })).toEqual({});
  });
});

describe("room", () => {
  it("is shared by as many as it is wide enough for", () => {
    expect(layout(1232)).toEqual({
      columns: 3,
      widths: { connections: 394, messages: 394, deliveries: 394, refusals: 394, latency: 813 },
    });
    expect(layout(700)).toEqual({
      columns: 2,
      widths: { connections: 338, messages: 338, deliveries: 338, refusals: 338, latency: 700 },
    });
    expect(layout(300).widths.latency).toBe(300);
  });

  it("is asked for only as the server draws it", () => {
    expect(layout(90).widths.messages).toBe(160);
    expect(layout(9000).widths.latency).toBe(2000);
  });
});

describe("pointing", () => {
  it("finds the nearest step and stays within", () => {
    expect([0, 30, 79, 81, 430, 999].map((x) => stepAt(chart, x))).toEqual([0, 0, 0, 1, 4, 4]);
    expect([0, 1, 4].map((step) => placeOf(chart, step))).toEqual([30, 130, 430]);
  });

  it("finds the same time in another chart", () => {
    expect(stepOf(chart, 3000)).toBe(2);
    expect(stepOf(chart, 3500)).toBeUndefined();
    expect(stepOf(chart, undefined)).toBeUndefined();
  });

  it("goes by keys", () => {
    const from = (key: string, step = 150) => stepBy(key, step, 299);
    expect(from("ArrowLeft")).toBe(149);
    expect(from("ArrowRight", 299)).toBe(299);
    expect(from("PageDown")).toBe(120);
    expect(from("PageUp", 290)).toBe(299);
    expect([from("Home"), from("End")]).toEqual([0, 299]);
    expect(from("a")).toBeUndefined();
  });
});

describe("values", () => {
  it("are told with their unit", () => {
    expect(withUnit(0, "ms")).toBe("0 ms");
    expect(withUnit(42.123, "messages/s")).toBe("42.1 messages/s");
    expect(withUnit(1_204_331.2, "messages/s")).toBe("1,204,331 messages/s");
    expect(withUnit(1, "connections")).toBe("1 connection");
    expect(withUnit(2, "connections")).toBe("2 connections");
    expect(withUnit(null, "ms")).toBe("not measured");
    expect(told(chart, 2)).toBe("not measured");
    expect(told(chart, 3)).toBe("p50 0.512 ms · p99 1,204 ms");
    expect(told({ ...chart, lines: [{ name: "messages", values: [7] }], unit: "messages/s" }, 0)).toBe(
      "7 messages/s",
    );
  });

  it("are the newest ones that were measured", () => {
    expect(newest(chart)).toBe(3);
    expect(newest({ ...chart, lines: [{ name: "p50", values: [null, null] }] })).toBeUndefined();
  });
});

it("a report is named after its day", () => {
  expect(reportName(new Date(2026, 0, 9, 23, 59))).toBe("switchboard-report-2026-01-09.html");
});
