import { Ban } from "lucide-react";
import type { ReactNode } from "react";
import type { Channel } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { Tag } from "../../../components/tag";
import { count, stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { rate } from "../model";
import { CapabilityTag, VisibilityWord } from "./traits";

const text = strings.channels;

/** What the channel is, on one line. */
export function Facts({ channel }: { channel: Channel }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b border-line bg-panel px-4 py-2 text-row">
      <VisibilityWord visibility={channel.visibility} />
      {channel.closed && (
        <Tag meaning="amber" icon={<Ban aria-hidden />}>
          {text.closed}
        </Tag>
      )}
      {channel.capabilities.length > 0 && (
        <span className="flex flex-wrap gap-1">
          {channel.capabilities.map((capability) => (
            <CapabilityTag key={capability} capability={capability} />
          ))}
        </span>
      )}
      <Fact value={count(channel.subscribers)}>{text.subscribers(channel.subscribers)}</Fact>
      <Fact value={count(channel.members)}>{text.members(channel.members)}</Fact>
      <Fact value={count(channel.position)}>{text.messages(channel.position)}</Fact>
      <Fact value={text.perSecond(rate(channel.rate))} />
      {channel.last_message_at && (
        <Fact value={<Ago at={channel.last_message_at} />}>{text.columns.last.toLowerCase()}</Fact>
      )}
      <span className="tnum text-dim">
        {text.createdAt} {stamp(channel.created_at)}
      </span>
      {channel.extra && (
        <span className="max-w-80 truncate text-dim" title={channel.extra}>
          {text.extra.toLowerCase()} <span className="font-mono text-text selectable">{channel.extra}</span>
        </span>
      )}
    </div>
  );
}

function Fact({ value, children }: { value: ReactNode; children?: ReactNode }) {
  return (
    <span className="text-dim">
      <span className="tnum font-medium text-text">{value}</span> {children}
    </span>
  );
}
