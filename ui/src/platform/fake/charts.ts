//! Charts as a server draws them, near enough: waves for the pictures, or nothing at all.

import type { components } from "../../api/schema.gen";
import { clock } from "../../lib/format";

type Chart = components["schemas"]["Chart"];

const STEPS: Record<string, [ms: number, count: number]> = {
  "5m": [1_000, 300],
  "1h": [10_000, 360],
  "24h": [300_000, 288],
};

interface Wave {
  name: string;
  colours: { light: string; dark: string };
  value: (step: number) => number | null;
}

const wave = (step: number, middle: number) =>
  middle +
  middle * 0.6 * Math.sin(step / 17) +
  middle * 0.2 * Math.sin(step / 3) +
  middle * 0.1 * Math.sin(step * 7);

const figures: Record<string, { unit: string; waves: Wave[] }> = {
  connections: {
    unit: "connections",
    waves: [
      {
        name: "connections",
        colours: { light: "#15803D", dark: "#4ADE80" },
        value: (step) => (step < 40 ? null : 2 + Math.round(step / 150) + (step % 60 < 12 ? 1 : 0)),
      },
    ],
  },
  messages: {
    unit: "messages/s",
    waves: [
      {
        name: "messages",
        colours: { light: "#1D4ED8", dark: "#7AA8FF" },
        value: (step) => (step < 40 ? null : Math.round(wave(step, 40))),
      },
    ],
  },
  deliveries: {
    unit: "deliveries/s",
    waves: [
      {
        name: "deliveries",
        colours: { light: "#7E22CE", dark: "#C58CFF" },
        value: (step) => (step < 40 ? null : Math.round(wave(step, 40)) * 320),
      },
    ],
  },
  refusals: {
    unit: "refusals/s",
    waves: [
      {
        name: "refusals",
        colours: { light: "#B91C1C", dark: "#F87171" },
        value: (step) => (step < 40 ? null : step % 90 === 7 || step % 55 === 3 ? 1 : 0),
      },
    ],
  },
  latency: {
    unit: "ms",
    waves: [
      {
        name: "p50",
        colours: { light: "#545C6B", dark: "#A3ABB9" },
        value: (step) => (step < 40 || (step > 120 && step < 150) ? null : wave(step, 0.4)),
      },
      {
        name: "p99",
        colours: { light: "#A15C07", dark: "#FBBF24" },
        value: (step) => (step < 40 || (step > 120 && step < 150) ? null : 1.2 + wave(step, 0.9)),
      },
    ],
  },
};

export function readChart(empty: boolean, path: string, asked: URLSearchParams): Chart | undefined {
  const figure = figures[path.replace("/admin/v1/charts/", "")];
  if (!figure) return undefined;
  const [ms, count] = STEPS[asked.get("span") ?? "5m"] ?? [1_000, 300];
  const dark = asked.get("theme") === "dark";
  const [width, height] = [Number(asked.get("width") ?? 480), Number(asked.get("height") ?? 160)];
  const end = Math.floor(Date.now() / ms) * ms;
  const at = Array.from({ length: count }, (_, step) => end - (count - 1 - step) * ms);
  const lines = figure.waves.map(({ name, value }) => ({
    name,
    values: at.map((_, step) => (empty ? null : value((step * 300) / count))),
  }));
  const plot = { left: 42, top: 24, width: width - 50, height: height - 46 };
  const colours = figure.waves.map((one) => (dark ? one.colours.dark : one.colours.light));
  return {
    svg: draw({ width, height, plot, dark, colours, lines, at, unit: figure.unit }),
    plot,
    at,
    lines,
    unit: figure.unit,
  };
}

interface Drawing extends Pick<Chart, "plot" | "lines" | "at" | "unit"> {
  width: number;
  height: number;
  dark: boolean;
  colours: string[];
}

const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** Round steps of 1, 2 or 5 of something, about three of them, that hold all values. */
function scale(most: number): number[] {
  const rough = most / 3;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((round) => round * unit >= rough) ?? 10) * unit;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, n) => n * step);
}

function draw({ width, height, plot, dark, colours, lines, at, unit }: Drawing): string {
  const [grid, faint] = dark ? ["#262B35", "#8790A0"] : ["#E4E7EC", "#6B7280"];
  const known = lines.flatMap(({ values }) => values.filter((value) => value != null));
  const values = scale(Math.max(1, ...known));
  const top = values.at(-1) ?? 1;
  const text = (x: number, y: number, anchor: string, words: string) =>
    `<text x="${x}" y="${y}" dy="0.5ex" text-anchor="${anchor}" font-size="11" fill="${faint}">${words}</text>`;
  const x = (step: number) => (plot.left + (step / (at.length - 1)) * plot.width).toFixed(1);
  const y = (value: number) => (plot.top + (1 - value / top) * plot.height).toFixed(1);
  const rules = values.map((value) => {
    const label = short.format(value).replace("K", "k");
    return `<line x1="${plot.left}" x2="${plot.left + plot.width}" y1="${y(value)}" y2="${y(value)}" stroke="${grid}"/>${text(plot.left - 8, Number(y(value)), "end", label)}`;
  });
  const curves = lines.flatMap(({ values }, line) =>
    runs(values).map((run) => {
      const points = run.map(([step, value]) => `${x(step)},${y(value)}`).join(" ");
      const [first, last] = [run[0]?.[0] ?? 0, run.at(-1)?.[0] ?? 0];
      const area = `<polygon points="${points} ${x(last)},${y(0)} ${x(first)},${y(0)}" fill="${colours[line]}" opacity="0.1"/>`;
      const dash = line > 0 ? ' stroke-dasharray="3.5 2.5"' : "";
      return `${line > 0 ? "" : area}<polyline points="${points}" fill="none" stroke="${colours[line]}" stroke-width="1.5"${dash}/>`;
    }),
  );
  const times = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => {
    const step = Math.round(part * (at.length - 1));
    return text(Number(x(step)), plot.top + plot.height + 13, "middle", clock(at[step] ?? 0).slice(0, 5));
  });
  const nothing = text(
    plot.left + plot.width / 2,
    plot.top + plot.height / 2,
    "middle",
    "nothing was measured",
  );
  const inside = [
    text(1, 7, "start", unit),
    ...rules,
    ...times,
    ...curves,
    known.length === 0 ? nothing : "",
  ].join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${unit}">${inside}</svg>`;
}

/** Steps and values without a gap. */
function runs(values: (number | null)[]): [step: number, value: number][][] {
  const all: [number, number][][] = [[]];
  values.forEach((value, step) => {
    if (value === null) all.push([]);
    else all.at(-1)?.push([step, value]);
  });
  return all.filter((run) => run.length > 0);
}
