import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, HardDrive, Hourglass, Users } from "lucide-react";
import type { ReactNode } from "react";
import { asApiError } from "../../../api/error";
import type { Traffic, Journey as Way } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Fact, FactList } from "../../../components/facts";
import { Skeleton, Trouble } from "../../../components/states";
import { clock, count, ms, sentence } from "../../../lib/format";
import { detail } from "../../../lib/strings/detail";
import { isOf, scaleOf } from "../journey";
import { ArrivalLine } from "./arrival-line";
import { Step } from "./journey-step";

const text = detail.journey;

/** The way of a message to everybody it reached, or why it was refused. */
export function Journey({ row }: { row: Traffic }) {
  if (row.kind === "refused") return <Refused row={row} />;
  return row.kind === "message" ? <Followed row={row} /> : null;
}

function Section({ end, children }: { end?: ReactNode; children: ReactNode }) {
  return (
    <section
      aria-label={text.title}
      data-testid="journey"
      className="flex flex-col gap-2 border-t border-line pt-3"
    >
      <header className="flex items-baseline gap-2">
        <h3 className="flex-1 text-label font-medium text-dim">{text.title}</h3>
        {end}
      </header>
      {children}
    </section>
  );
}

function Refused({ row }: { row: Traffic }) {
  return (
    <Section>
      <p className="flex items-center gap-2 text-row font-medium text-red">
        <CircleX className="size-4" aria-hidden />
        {text.refused([row.event, row.code].filter(Boolean).join(", "))}
      </p>
      <FactList names={96}>
        <Fact name={text.refusedWhy}>{row.reason && sentence(row.reason)}</Fact>
        <Fact name={detail.fix}>{row.fix && sentence(row.fix)}</Fact>
      </FactList>
    </Section>
  );
}

function Followed({ row }: { row: Traffic }) {
  const { data, error, refetch } = useQuery(useQueries().journey(row.id));
  if (error && !data) {
    const failed = asApiError(error);
    if (failed.status === 404) return <Unknown />;
    return (
      <Section>
        <Trouble error={failed} retry={() => void refetch()} />
      </Section>
    );
  }
  if (!data)
    return (
      <Section>
        <Skeleton rows={3} />
      </Section>
    );
  return isOf(data, row) ? <Steps way={data} /> : <Unknown />;
}

function Unknown() {
  return (
    <Section>
      <p className="text-row">
        {text.unknown} <span className="text-dim">{text.unknownWhy}</span>
      </p>
    </Section>
  );
}

function Steps({ way }: { way: Way }) {
  const { matched, written, queued, skipped, connections } = way;
  const sums = Object.entries({ matched, written, queued, skipped })
    .filter(([name, n]) => n > 0 || name === "matched")
    .map(([name, n]) => `${count(n)} ${text.sums[name as keyof typeof text.sums]}`);
  const scale = scaleOf(connections);
  return (
    <Section end={<span className="tnum text-label text-dim">{sums.join(" · ")}</span>}>
      <ol className="text-row">
        <Step icon={<CircleCheck className="text-green" aria-hidden />}>
          <span className="tnum">{text.accepted(clock(way.at))}</span>
        </Step>
        <Stored way={way} />
        <Step icon={<Users className="text-dim" aria-hidden />} last={connections.length === 0}>
          {matched === 0 ? text.nobody : text.matched(count(matched), matched === 1)}
        </Step>
        {connections.map((arrival, at) => (
          <ArrivalLine
            key={arrival.connection}
            arrival={arrival}
            scale={scale}
            last={at === connections.length - 1}
          />
        ))}
      </ol>
      {connections.length < matched && (
        <p className="text-label text-dim">{text.shownOf(count(connections.length), count(matched))}</p>
      )}
    </Section>
  );
}

function Stored({ way: { kept, stored_us, position } }: { way: Way }) {
  const place = position == null ? undefined : count(position);
  if (!kept)
    return <Step icon={<HardDrive className="text-faint" aria-hidden />}>{text.notKept(place)}</Step>;
  if (stored_us == null)
    return <Step icon={<Hourglass className="text-amber" aria-hidden />}>{text.storing}</Step>;
  return (
    <Step icon={<HardDrive className="text-green" aria-hidden />} end={text.after(ms(stored_us / 1000))}>
      {text.stored(place ?? "")}
    </Step>
  );
}
