import { Link } from "@tanstack/react-router";
import { Ban } from "lucide-react";
import { useRef } from "react";
import type { Channel } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { Tag } from "../../../components/tag";
import { cx } from "../../../lib/cx";
import { count } from "../../../lib/format";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { CapabilityTag, Dot, VisibilityWord } from "./traits";

const text = strings.channels;

const GRID =
  "grid grid-cols-[minmax(120px,1.4fr)_120px_minmax(0,1.6fr)_84px_84px_96px] items-center gap-x-3 px-4 " +
  "rail:grid-cols-[minmax(160px,1.2fr)_130px_minmax(0,1.6fr)_100px_100px_120px]";

/** One line a channel, each a link. j and k go up and down, Enter opens. */
export function ChannelList({ channels }: { channels: Channel[] }) {
  const rows = useRef<HTMLTableSectionElement>(null);
  const step = (by: number) => {
    const links = [...(rows.current?.querySelectorAll("a") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  };
  useShortcut("j, arrowdown", () => step(1));
  useShortcut("k, arrowup", () => step(-1));

  const { columns } = text;
  return (
    <table aria-label={text.title} className="block">
      <thead className="sticky top-0 z-10 block border-b border-line bg-panel">
        <tr className={cx(GRID, "h-7 text-label text-faint [&>th]:truncate [&>th]:font-medium")}>
          <th className="text-left">{columns.name}</th>
          <th className="text-left">{columns.visibility}</th>
          <th className="text-left">{columns.capabilities}</th>
          <th className="text-right">{columns.subscribers}</th>
          <th className="text-right">{columns.position}</th>
          <th className="text-right">{columns.last}</th>
        </tr>
      </thead>
      <tbody ref={rows} className="block">
        {channels.map((channel) => (
          <tr
            key={channel.name}
            data-testid="channel-row"
            className={cx(
              GRID,
              "relative min-h-9 border-b border-line bg-panel text-row hover:bg-hover",
              "has-[a:focus-visible]:bg-accent-soft has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent",
            )}
          >
            <td className="flex min-w-0 items-center gap-2 text-body">
              <Dot name={channel.name} />
              <Link
                to="/channels/$name"
                params={{ name: channel.name }}
                title={channel.name}
                // The whole row is the link.
                className="min-w-0 truncate font-medium outline-none after:absolute after:inset-0"
              >
                {channel.name}
              </Link>
              {channel.closed && (
                <Tag meaning="amber" icon={<Ban aria-hidden />}>
                  {text.closed}
                </Tag>
              )}
            </td>
            <td className="flex min-w-0">
              <VisibilityWord visibility={channel.visibility} />
            </td>
            <td className="flex min-w-0 flex-wrap gap-1 py-1.5">
              {channel.capabilities.map((capability) => (
                <CapabilityTag key={capability} capability={capability} />
              ))}
            </td>
            <td className="tnum text-right">{count(channel.subscribers)}</td>
            <td className="tnum text-right">{count(channel.position)}</td>
            <td className="truncate text-right text-dim">
              {channel.last_message_at ? (
                <Ago at={channel.last_message_at} />
              ) : (
                <span title={text.never}>–</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
