import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { type CSSProperties, useState } from "react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Channel, Message } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { JsonTree } from "../../../components/json-tree";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { cx } from "../../../lib/cx";
import { clock, count, oneLine, stamp } from "../../../lib/format";
import type { Json } from "../../../lib/json";
import { strings } from "../../../lib/strings";

const text = strings.channels;

/** What a persistent channel has kept, the newest first. */
export function HistoryPanel({ channel, className }: { channel: Channel; className?: string }) {
  const { app } = usePlace();
  const kept = channel.capabilities.includes("persistent");
  const history = useQuery({ ...useQueries().history(app.id, channel.name), enabled: kept });
  const messages = history.data;
  // As wide as the highest position, so that all rows stand in the same columns.
  const digits = `max(40px, ${count(messages?.at(-1)?.position ?? 0).length}ch)`;
  return (
    <Panel
      title={text.history}
      padded={false}
      {...(className ? { className } : {})}
      end={
        messages &&
        messages.length > 0 && (
          <span className="text-row text-dim">{text.historyAbout(count(messages.length))}</span>
        )
      }
    >
      {!kept ? (
        <p className="p-3 text-dim">{text.historyOff}</p>
      ) : messages ? (
        messages.length === 0 ? (
          <p className="p-3 text-dim">{text.historyNone}</p>
        ) : (
          <ul className="py-1 text-row" style={{ "--position": digits } as CSSProperties}>
            {[...messages].reverse().map((message) => (
              <Line key={message.position} message={message} />
            ))}
          </ul>
        )
      ) : (
        <div className="p-3">
          {history.error ? (
            <Trouble error={asApiError(history.error)} retry={() => void history.refetch()} />
          ) : (
            <Skeleton rows={5} />
          )}
        </div>
      )}
    </Panel>
  );
}

function Line({ message }: { message: Message }) {
  const [open, setOpen] = useState(false);
  return (
    <li data-testid="history-row">
      <button
        type="button"
        aria-expanded={open}
        title={stamp(message.at)}
        onClick={() => setOpen(!open)}
        className="grid h-7 w-full grid-cols-[16px_88px_var(--position)_minmax(56px,110px)_minmax(48px,90px)_minmax(0,1fr)] items-center gap-x-3 px-2 text-left text-row hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ChevronRight className={cx("size-4 text-faint", open && "rotate-90")} aria-hidden />
        <span className="tnum font-mono text-dim">{clock(Date.parse(message.at))}</span>
        <span className="tnum text-right text-faint">{count(message.position)}</span>
        <span className="truncate font-medium">{message.event}</span>
        <span className="truncate text-dim">{message.sender.label}</span>
        <span className="truncate font-mono">{oneLine(JSON.stringify(message.payload))}</span>
      </button>
      {open && (
        <div className="border-y border-line bg-canvas py-2 pr-3 pl-6">
          <JsonTree value={message.payload as Json} />
        </div>
      )}
    </li>
  );
}
