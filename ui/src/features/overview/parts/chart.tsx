import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Chart, Span } from "../../../api/types";
import { Trouble } from "../../../components/states";
import { cx } from "../../../lib/cx";
import { clock } from "../../../lib/format";
import { pictureFrom } from "../../../lib/picture";
import { strings } from "../../../lib/strings";
import { newest, placeOf, stepAt, stepBy, stepOf, told, withUnit } from "../model";
import { HEIGHT } from "../use-charts";

const text = strings.charts;

/** One chart: its newest values, or those of the time that is pointed at. Arrow keys point as well. */
export function ChartView({
  title,
  chart,
  span,
  time,
  onPoint,
}: {
  title: string;
  chart: Chart;
  span: Span;
  /** The time that is pointed at, in this chart or in another. */
  time: number | undefined;
  onPoint: (time: number | undefined) => void;
}) {
  const [here, setHere] = useState(false);
  const step = stepOf(chart, time);
  const shown = step ?? newest(chart);
  const last = chart.at.length - 1;

  const point = (next: number) => {
    setHere(true);
    onPoint(chart.at[next]);
  };
  const leave = () => {
    setHere(false);
    onPoint(undefined);
  };
  const move = (event: PointerEvent<HTMLElement>) =>
    point(stepAt(chart, event.clientX - event.currentTarget.getBoundingClientRect().left));
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape" && here) leave();
    const next = stepBy(event.key, step ?? last + (event.key === "ArrowLeft" ? 1 : 0), last);
    if (next === undefined) return;
    event.preventDefault();
    point(next);
  };

  return (
    <>
      <figcaption className="mb-2 flex items-baseline gap-3 text-row">
        <span className="truncate font-medium">{title}</span>
        <span className="tnum ml-auto shrink-0 text-dim">{shown !== undefined && told(chart, shown)}</span>
      </figcaption>
      <div
        className="relative rounded-sm"
        style={{ height: HEIGHT }}
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={shown ?? last}
        aria-valuetext={
          shown === undefined ? text.notMeasured : `${at(chart, shown, span)}: ${told(chart, shown)}`
        }
        onPointerMove={move}
        onPointerLeave={leave}
        onKeyDown={press}
        onBlur={leave}
      >
        <Picture svg={chart.svg} />
        {step !== undefined && (
          <span
            aria-hidden
            className={cx("pointer-events-none absolute w-px", here ? "bg-dim" : "bg-line-strong")}
            style={{ left: placeOf(chart, step), top: chart.plot.top, height: chart.plot.height }}
          />
        )}
        {step !== undefined && here && <Values chart={chart} step={step} span={span} />}
      </div>
    </>
  );
}

/** The drawing itself; what it says in words is said around it. */
function Picture({ svg }: { svg: string }) {
  const box = useRef<HTMLDivElement>(null);
  const picture = useMemo(() => pictureFrom(svg), [svg]);
  useLayoutEffect(() => {
    if (picture) box.current?.replaceChildren(picture);
  }, [picture]);
  if (!picture) {
    return <Trouble error={{ code: "BAD_ANSWER", message: text.unreadable, detail: text.unreadableFix }} />;
  }
  // Drawn for another width, it is shown as it is until it is drawn for this one.
  return <div ref={box} aria-hidden className="overflow-hidden" />;
}

/** Beside the line that points, on the side that has room. */
function Values({ chart, step, span }: { chart: Chart; step: number; span: Span }) {
  const place = placeOf(chart, step);
  const { plot } = chart;
  const end = place > plot.left + plot.width / 2;
  return (
    <dl
      aria-hidden
      data-testid="chart-values"
      className="tnum pointer-events-none absolute z-10 grid grid-cols-[auto_auto] gap-x-3 rounded-control border border-line bg-raised px-2 py-1 text-label shadow-float"
      style={{ top: plot.top, left: place, translate: end ? "calc(-100% - 8px)" : "8px" }}
    >
      <dt className="col-span-2 text-dim">{at(chart, step, span)}</dt>
      {chart.lines.map(({ name, values }) => (
        <div key={name} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-dim">{name}</dt>
          <dd className="text-right font-medium">{withUnit(values[step], chart.unit)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** When a step ended, as exactly as it matters. */
function at({ at }: Chart, step: number, span: Span): string {
  return clock(at[step] ?? 0).slice(0, span === "24h" ? "12:04".length : "12:04:31".length);
}
