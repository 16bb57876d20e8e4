import { ArrowLeft, ArrowRight, Dot as Inside } from "lucide-react";
import type { ReactNode } from "react";
import type { Traffic } from "../../../api/types";
import { Dot } from "../../../components/dot";
import { looks } from "../../../components/kinds";
import { cx } from "../../../lib/cx";
import { bytes, ms, oneLine } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import type { ColumnKey } from "../columns";
import { summary } from "../summary";

const text = strings.live;

const arrows = { in: ArrowRight, out: ArrowLeft, none: Inside } as const;

/** What a row has in a column. */
export function Cell({ column, row, time }: { column: ColumnKey; row: Traffic; time: string }) {
  switch (column) {
    case "time":
      return <span className="tnum text-dim">{time}</span>;
    case "direction":
      return <Direction row={row} />;
    case "kind":
      return <Kind row={row} />;
    case "channel":
      return row.channel == null ? null : (
        <span className="flex min-w-0 items-center gap-1.5">
          <Dot name={row.channel} />
          <Value name="channel" value={row.channel} />
        </span>
      );
    case "event":
      return <Value name="event" value={row.event} />;
    case "who":
      return <Value name="subject" value={row.who?.label} className="font-sans" />;
    case "app":
      return <Value name="app" value={row.app} />;
    case "dialect":
      return <Value name="dialect" value={row.dialect} />;
    case "connection":
      return <Value name="connection" value={row.connection} />;
    case "payload":
      return (
        <span className={row.payload != null ? "text-dim" : looks[row.kind].colour}>
          {oneLine(summary(row))}
        </span>
      );
    case "size":
      return <span className="tnum text-faint">{row.size != null && bytes(row.size)}</span>;
    case "delivered":
      return <Delivered row={row} />;
    case "latency":
      return <span className="tnum text-faint">{row.latency_us != null && ms(row.latency_us / 1000)}</span>;
  }
}

/** A value that a click makes a condition of the filter; the list hears of the click. */
function Value({
  name,
  value,
  className,
  children = value,
}: {
  name: string;
  value: string | null | undefined;
  className?: string;
  children?: ReactNode;
}) {
  if (value == null || value === "") return null;
  return (
    <span
      data-term={name}
      data-value={value}
      className={cx("min-w-0 truncate hover:underline hover:decoration-faint", className)}
    >
      {children}
    </span>
  );
}

function Direction({ row }: { row: Traffic }) {
  const Arrow = arrows[row.direction];
  return (
    <span title={text.directions[row.direction]} className="text-faint">
      <Arrow className="size-4" aria-label={text.directions[row.direction]} />
    </span>
  );
}

function Kind({ row }: { row: Traffic }) {
  const { icon: Icon, colour } = looks[row.kind];
  return (
    <span className={cx("flex min-w-0 items-center gap-1.5 font-sans", colour)}>
      <Icon className="size-4" aria-hidden />
      <Value name="kind" value={row.kind}>
        {text.kinds[row.kind]}
      </Value>
    </span>
  );
}

function Delivered({ row: { delivered, audience } }: { row: Traffic }) {
  if (delivered == null) return null;
  const all = audience ?? delivered;
  const missed = delivered < all;
  return (
    <span
      title={all === 0 ? text.nobody : text.delivered(delivered, all)}
      className={cx("tnum", missed ? "text-amber" : all === 0 ? "text-faint" : "text-green")}
    >
      {missed ? `${delivered} of ${all}` : all === 0 ? "0" : `${delivered} ✓`}
    </span>
  );
}
