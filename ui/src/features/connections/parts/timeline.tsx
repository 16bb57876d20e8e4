import { Link } from "@tanstack/react-router";
import { Scissors } from "lucide-react";
import type { ConnectionDetail, TimelineEntry } from "../../../api/types";
import { looks } from "../../../components/kinds";
import { Panel } from "../../../components/panel";
import { cx } from "../../../lib/cx";
import { clock, sentence, stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.connections;

/** What happened to a connection, the oldest first; also when it has gone. */
export function Timeline({ detail: { timeline, cut } }: { detail: ConnectionDetail }) {
  return (
    <Panel
      title={text.timeline}
      padded={false}
      end={<span className="truncate text-row text-dim">{text.timelineAbout}</span>}
    >
      {cut && (
        <p className="flex items-center gap-1.5 border-b border-line px-3 py-1.5 text-label text-dim">
          <Scissors className="size-4" aria-hidden />
          {text.timelineCut}
        </p>
      )}
      {timeline.length === 0 ? (
        <p className="p-3 text-dim">{text.timelineEmpty}</p>
      ) : (
        <ol className="py-1">
          {timeline.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: events of the same instant differ in nothing else
            <Entry key={`${entry.at} ${index}`} entry={entry} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Entry({ entry: { at, kind, channel, event, code, reason, fix } }: { entry: TimelineEntry }) {
  const look = looks[kind];
  const Icon = look.icon;
  const why = [code, reason && sentence(reason)].filter(Boolean).join(": ");
  return (
    <li
      data-testid="timeline-entry"
      className="grid grid-cols-[92px_112px_minmax(0,1fr)] items-start gap-x-3 px-3 py-1.5 text-row"
    >
      <time
        dateTime={new Date(at).toISOString()}
        title={stamp(new Date(at).toISOString())}
        className="tnum font-mono text-dim"
      >
        {clock(at)}
      </time>
      <span className={cx("flex items-center gap-1.5", look.colour)}>
        <Icon className="size-4" aria-hidden />
        {strings.live.kinds[kind]}
      </span>
      <span className="min-w-0 break-words selectable">
        {channel && (
          <Link
            to="/channels/$name"
            params={{ name: channel }}
            className="mr-2 rounded-sm font-medium hover:text-accent hover:underline"
          >
            {channel}
          </Link>
        )}
        {event && <span className="mr-2">{event}</span>}
        {why && <span className="text-dim">{why}</span>}
        {fix && (
          <span className="block text-dim">
            {text.fix} {sentence(fix)}
          </span>
        )}
      </span>
    </li>
  );
}
