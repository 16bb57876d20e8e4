import { useQuery } from "@tanstack/react-query";
import { useQueries } from "../../../api/use-queries";
import { Panel } from "../../../components/panel";
import { Sparkline } from "../../../components/sparkline";
import { Skeleton } from "../../../components/states";
import { cx } from "../../../lib/cx";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { useCounters } from "../use-counters";

const text = strings.overview;

const shown = ["connections", "channels", "messages", "deliveries", "refusals", "dropped"] as const;

/** Seconds that a curve has room for. */
const SECONDS = 300;

/** What the server has done since it started, kept current by the stream, and how it went in the last minutes. */
export function Counts() {
  const counters = useCounters();
  const points = useQuery(useQueries().series()).data?.points;
  return (
    <Panel title={text.counters} end={<span className="text-label text-faint">{text.curves}</span>}>
      {counters ? (
        <dl className="grid h-full grid-cols-3 gap-x-6 gap-y-3">
          {shown.map((name) => {
            const alarming = name === "dropped" && counters.dropped > 0;
            const values = name === "channels" ? undefined : points?.map((point) => point[name]);
            return (
              <div key={name} className="flex min-w-0 flex-col">
                <dt className="order-1 text-row text-dim">{text.counts[name]}</dt>
                <dd
                  data-testid={`count-${name}`}
                  className={cx("tnum text-figure font-semibold", alarming && "text-amber")}
                >
                  {count(counters[name])}
                </dd>
                <dd className="order-2 mt-1 h-5">
                  {values && (
                    <Sparkline
                      values={values}
                      slots={SECONDS}
                      label={text.curve(text.counts[name], count(Math.max(0, ...values)))}
                    />
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      ) : (
        <Skeleton rows={4} />
      )}
    </Panel>
  );
}
