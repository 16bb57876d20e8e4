import { Panel } from "../../../components/panel";
import { Skeleton } from "../../../components/states";
import { cx } from "../../../lib/cx";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { useCounters } from "../use-counters";

const text = strings.overview;

const shown = ["connections", "channels", "messages", "deliveries", "refusals", "dropped"] as const;

/** What the server has done since it started; kept current by the stream. */
export function Counts() {
  const counters = useCounters();
  return (
    <Panel title={text.counters}>
      {counters ? (
        <dl className="grid h-full grid-cols-3 gap-x-4 gap-y-3">
          {shown.map((name) => {
            const alarming = name === "dropped" && counters.dropped > 0;
            return (
              <div key={name} className="flex flex-col-reverse justify-center">
                <dt className="text-row text-dim">{text.counts[name]}</dt>
                <dd
                  data-testid={`count-${name}`}
                  className={cx("tnum text-figure font-semibold", alarming && "text-amber")}
                >
                  {count(counters[name])}
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
