import { Link } from "@tanstack/react-router";
import { usePlace } from "../../../api/context";
import { cx } from "../../../lib/cx";

/** The channel's name; a link where its page can be opened, which is in the app in view. */
export function ChannelLink({
  app,
  channel,
  className,
}: {
  app: string;
  channel: string;
  className?: string;
}) {
  const here = usePlace().app.id === app;
  if (!here) return <span className={className}>{channel}</span>;
  return (
    <Link
      to="/channels/$name"
      params={{ name: channel }}
      className={cx("rounded-sm hover:text-accent hover:underline", className)}
    >
      {channel}
    </Link>
  );
}
