import { Ban, Gavel } from "lucide-react";
import type { ReactNode } from "react";
import { usePlace } from "../../../api/context";
import type { App, Channel } from "../../../api/types";
import { Tag } from "../../../components/tag";
import { count, stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { CapabilityTag, VisibilityWord } from "./traits";

const text = strings.channels;

/** The sentence that says who may join. */
function rule(channel: Channel, app: App): string {
  return channel.visibility === "private" ? text.rule.private[app.join_mode] : text.rule[channel.visibility];
}

/** What the channel is, on one line, and which rule applies. */
export function Facts({ channel }: { channel: Channel }) {
  const { app } = usePlace();
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
      <Fact value={count(channel.position)}>{text.messages(channel.position)}</Fact>
      <span className="tnum text-dim">
        {text.createdAt} {stamp(channel.created_at)}
      </span>
      <span data-testid="channel-rule" className="flex items-center gap-1.5 text-dim">
        <Gavel className="size-4" aria-hidden />
        {rule(channel, app)}
      </span>
    </div>
  );
}

function Fact({ value, children }: { value: string; children: ReactNode }) {
  return (
    <span className="text-dim">
      <span className="tnum font-medium text-text">{value}</span> {children}
    </span>
  );
}
