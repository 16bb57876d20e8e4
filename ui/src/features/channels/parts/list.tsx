import { Link } from "@tanstack/react-router";
import { Ban, CircleCheck, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { useMay } from "../../../api/may";
import type { Channel } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { IconButton } from "../../../components/button";
import { ABOVE_ROW_LINK, type Column, DataTable, ROW_LINK } from "../../../components/data-table";
import { Dot } from "../../../components/dot";
import { Menu } from "../../../components/menu";
import { Tag } from "../../../components/tag";
import { count } from "../../../lib/format";
import type { Sort } from "../../../lib/sort";
import { strings } from "../../../lib/strings";
import { rate } from "../model";
import type { ChannelVerbs } from "../use-verbs";
import { CapabilityTag, VisibilityWord } from "./traits";

const text = strings.channels;
const { columns: heads } = text;

const columns: Column<Channel>[] = [
  {
    key: "name",
    label: heads.name,
    width: "minmax(140px,1.4fr)",
    sortable: true,
    cell: (channel) => (
      <>
        <Dot name={channel.name} />
        <Link to="/channels/$name" params={{ name: channel.name }} title={channel.name} {...ROW_LINK}>
          {channel.name}
        </Link>
        {channel.closed && (
          <Tag meaning="amber" icon={<Ban aria-hidden />}>
            {text.closed}
          </Tag>
        )}
      </>
    ),
  },
  {
    key: "visibility",
    label: heads.visibility,
    width: "112px",
    sortable: true,
    cell: (channel) => <VisibilityWord visibility={channel.visibility} />,
  },
  {
    key: "capabilities",
    label: heads.capabilities,
    width: "minmax(0,1.8fr)",
    from: 1060,
    cell: (channel) => (
      <span className="flex min-w-0 gap-1 overflow-hidden">
        {channel.capabilities.map((capability) => (
          <CapabilityTag key={capability} capability={capability} />
        ))}
      </span>
    ),
  },
  number("subscribers", "84px", (channel) => count(channel.subscribers)),
  { ...number("members", "68px", (channel) => count(channel.members)), from: 900 },
  number("rate", "72px", (channel) => text.perSecond(rate(channel.rate))),
  { ...number("position", "84px", (channel) => count(channel.position)), from: 740 },
  { ...number("state", "56px", (channel) => text.version(count(channel.state_version))), from: 900 },
  {
    ...number("last", "92px", () => ""),
    cell: (channel) => (
      <span className="truncate text-dim">
        {channel.last_message_at ? <Ago at={channel.last_message_at} /> : <span title={text.never}>–</span>}
      </span>
    ),
  },
];

function number(key: keyof typeof heads, width: string, cell: (channel: Channel) => string): Column<Channel> {
  return { key, label: heads[key], width, align: "right", sortable: true, cell };
}

/** One line a channel, each a link with its verbs at the end. */
export function ChannelList({
  channels,
  total,
  sort,
  onSort,
  onEnd,
  verbs,
}: {
  channels: readonly Channel[];
  total: number;
  sort: Sort | undefined;
  onSort: (key: string) => void;
  onEnd: () => void;
  verbs: ChannelVerbs;
}) {
  const { may } = useMay("manage");
  const last: Column<Channel> = {
    key: "verbs",
    label: heads.verbs,
    quiet: true,
    width: "28px",
    cell: (channel) => <RowVerbs channel={channel} verbs={verbs} />,
  };
  return (
    <DataTable
      label={text.title}
      columns={may ? [...columns, last] : columns}
      rows={channels}
      keyOf={(channel) => channel.name}
      total={total}
      sort={sort}
      onSort={onSort}
      onEnd={onEnd}
      testId="channel-row"
    />
  );
}

function RowVerbs({ channel, verbs }: { channel: Channel; verbs: ChannelVerbs }) {
  const label = text.verbsOf(channel.name);
  return (
    <span className={ABOVE_ROW_LINK}>
      <Menu
        label={label}
        align="end"
        trigger={<IconButton label={label} icon={<MoreHorizontal aria-hidden />} />}
        items={[
          {
            key: "edit",
            label: text.edit,
            icon: <Pencil aria-hidden />,
            onSelect: () => verbs.edit(channel),
          },
          {
            key: "turn",
            label: channel.closed ? text.open : text.close,
            icon: channel.closed ? <CircleCheck aria-hidden /> : <Ban aria-hidden />,
            onSelect: () => verbs.turn(channel),
          },
          {
            key: "delete",
            label: text.delete,
            icon: <Trash2 aria-hidden />,
            danger: true,
            onSelect: () => verbs.remove(channel),
          },
        ]}
      />
    </span>
  );
}
