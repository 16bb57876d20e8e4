import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { asApiError } from "../../../api/error";
import { FIGURES } from "../../../api/queries/charts";
import { Panel } from "../../../components/panel";
import { Segmented } from "../../../components/segmented";
import { Skeleton, Trouble } from "../../../components/states";
import { strings } from "../../../lib/strings";
import { GAP, SPANS } from "../model";
import { useCharts } from "../use-charts";
import { ChartView } from "./chart";

const text = strings.charts;

const LAST = FIGURES.at(-1);

/** The last chart takes what is left of its row. */
const rest = (columns: number) => ({ gridColumn: `${((FIGURES.length - 1) % columns) + 1} / -1` });

/** What was counted, over time. Pointing at a time in one chart shows it in all. */
export function Charts() {
  const { span = "5m" } = useSearch({ from: "/" });
  const navigate = useNavigate({ from: "/" });
  const box = useRef<HTMLDivElement>(null);
  const { query, columns } = useCharts(span, box);
  const [pointed, setPointed] = useState<number>();
  const failed = query.error && !query.data ? asApiError(query.error) : undefined;
  return (
    <Panel
      title={text.title}
      end={
        <Segmented
          label={text.span}
          value={span}
          options={SPANS.map((value) => ({
            value,
            label: text.spans[value],
            title: text.spansInFull[value],
          }))}
          onChange={(next) => {
            setPointed(undefined);
            void navigate({ search: { span: next }, replace: true });
          }}
        />
      }
    >
      <div
        ref={box}
        className="grid"
        style={{ gap: GAP, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
      >
        {failed ? (
          <Trouble error={failed} retry={() => void query.refetch()} className="col-span-full" />
        ) : (
          FIGURES.map((figure) => (
            <figure key={figure} className="min-w-0" style={figure === LAST ? rest(columns) : undefined}>
              {query.data ? (
                <ChartView
                  title={text.figures[figure]}
                  chart={query.data[figure]}
                  span={span}
                  time={pointed}
                  onPoint={setPointed}
                />
              ) : (
                <Skeleton rows={6} className="h-[172px]" />
              )}
            </figure>
          ))
        )}
      </div>
    </Panel>
  );
}
