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

/** What a row has in a column. In a flood all of it is drawn anew several times a second: as few elements as it can be. */
export function Cell({ column, row, time }: { column: ColumnKey; row: Traffic; time: string }) {
  switch (column) {
    case "time":
      return <Box className="tnum text-dim">{time}</Box>;
    case "direction":
      return <Direction row={row} />;
    case "kind":
      return <Kind row={row} />;
    case "channel":
      return (
        <Box>
          {row.channel != null && <Dot name={row.channel} className="mr-1.5 inline-block" />}
          <Value name="channel" row={row} />
        </Box>
      );
    case "event":
    case "app":
    case "dialect":
    case "connection":
      return (
        <Box>
          <Value name={column} row={row} />
        </Box>
      );
    case "who":
      return (
        <Box className="font-sans">
          <Value name="subject" row={row} />
        </Box>
      );
    case "payload":
      return <Box className={payloadLook(row)}>{oneLine(summary(row))}</Box>;
    case "size":
      return <Box className={figure}>{row.size != null && bytes(row.size)}</Box>;
    case "delivered":
      return <Delivered row={row} />;
    case "latency":
      return <Box className={figure}>{row.latency_us != null && ms(row.latency_us / 1000)}</Box>;
  }
}

const figure = "tnum text-right text-faint";

export function payloadLook(row: Traffic): string {
  return row.payload != null ? "text-dim" : looks[row.kind].colour;
}

function Box({ className, title, children }: { className?: string; title?: string; children?: ReactNode }) {
  return (
    <span role="cell" title={title} className={cx("truncate", className)}>
      {children}
    </span>
  );
}

/** What a term of the filter says of a row. */
const saidBy = {
  kind: (row: Traffic) => row.kind,
  channel: (row: Traffic) => row.channel,
  event: (row: Traffic) => row.event,
  subject: (row: Traffic) => row.who?.label,
  app: (row: Traffic) => row.app,
  dialect: (row: Traffic) => row.dialect,
  connection: (row: Traffic) => row.connection,
};

/** The condition that a click on one of the values means. */
export function termAt(row: Traffic, clicked: Element): { key: string; value: string } | undefined {
  const key = clicked.closest<HTMLElement>("[data-term]")?.dataset.term;
  if (key === undefined || !(key in saidBy)) return undefined;
  const value = saidBy[key as keyof typeof saidBy](row);
  return value == null ? undefined : { key, value };
}

/** A value that a click makes a condition of the filter; the list hears of the click. */
function Value({
  name,
  row,
  children = saidBy[name](row),
}: {
  name: keyof typeof saidBy;
  row: Traffic;
  children?: ReactNode;
}) {
  if (children == null || children === "") return null;
  return (
    <span data-term={name} className="hover:underline hover:decoration-faint">
      {children}
    </span>
  );
}

function Direction({ row }: { row: Traffic }) {
  const Arrow = arrows[row.direction];
  return (
    <Box title={text.directions[row.direction]} className="text-faint">
      <Arrow className="size-4" aria-label={text.directions[row.direction]} />
    </Box>
  );
}

function Kind({ row }: { row: Traffic }) {
  const { icon: Icon, colour } = looks[row.kind];
  return (
    <Box className={cx("font-sans", colour)}>
      <Icon className="mr-1.5 inline size-4 align-middle" aria-hidden />
      <Value name="kind" row={row}>
        {text.kinds[row.kind]}
      </Value>
    </Box>
  );
}

function Delivered({ row: { delivered, audience } }: { row: Traffic }) {
  if (delivered == null) return <Box />;
  const all = audience ?? delivered;
  const missed = delivered < all;
  return (
    <Box
      title={all === 0 ? text.nobody : text.delivered(delivered, all)}
      className={cx("tnum text-right", missed ? "text-amber" : all === 0 ? "text-faint" : "text-green")}
    >
      {missed ? `${delivered} of ${all}` : all === 0 ? "0" : `${delivered} ✓`}
    </Box>
  );
}
