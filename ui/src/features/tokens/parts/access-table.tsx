import { Link } from "@tanstack/react-router";
import { Ban, CircleCheck, CircleHelp, LogIn, Minus } from "lucide-react";
import type { ChannelAccess } from "../../../api/types";
import { type Column, Table } from "../../../components/table";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.tokens.access;

/** The server tells about so many channels. */
const MOST = 200;

const admissions = {
  allow: { icon: CircleCheck, colour: "text-green" },
  ask: { icon: CircleHelp, colour: "text-amber" },
  deny: { icon: Ban, colour: "text-red" },
} as const;

function Admission({ of: access }: { of: ChannelAccess }) {
  const look = access.subscribed ? { icon: LogIn, colour: "text-green" } : admissions[access.admission];
  return (
    <span className={`flex min-w-0 items-center gap-1.5 ${look.colour}`}>
      <look.icon className="size-4" aria-hidden />
      <span className="truncate">{access.subscribed ? text.inside : text.admissions[access.admission]}</span>
    </span>
  );
}

function YesNo({ yes }: { yes: boolean }) {
  return yes ? (
    <CircleCheck className="size-4 text-green" role="img" aria-label={text.yes} />
  ) : (
    <Minus className="size-4 text-faint" role="img" aria-label={text.no} />
  );
}

const columns = (linked: boolean): Column<ChannelAccess>[] => [
  {
    key: "channel",
    title: text.columns.channel,
    width: "minmax(0,1fr)",
    cell: ({ channel, visibility, because }) => (
      <>
        {linked ? (
          <Link
            to="/channels/$name"
            params={{ name: channel }}
            title={channel}
            className="block truncate rounded-sm font-medium hover:text-accent"
          >
            {channel}
          </Link>
        ) : (
          <span className="block truncate font-medium">{channel}</span>
        )}
        <span className="block truncate text-label text-dim" title={because}>
          {strings.channels.visibility[visibility]} · {because}
        </span>
      </>
    ),
  },
  {
    key: "admission",
    title: text.columns.admission,
    width: "132px",
    cell: (access) => <Admission of={access} />,
  },
  {
    key: "publish",
    title: text.columns.publish,
    width: "56px",
    cell: ({ may_publish }) => <YesNo yes={may_publish} />,
  },
  {
    key: "state",
    title: text.columns.state,
    width: "60px",
    cell: ({ may_set_state }) => <YesNo yes={may_set_state} />,
  },
];

/** What a token may do in each channel, and why. */
export function AccessTable({ access, linked = true }: { access: ChannelAccess[]; linked?: boolean }) {
  if (access.length === 0) return <p className="p-3 text-dim">{text.none}</p>;
  return (
    <>
      <div className="max-h-96 overflow-y-auto">
        <Table
          label={text.title}
          columns={columns(linked)}
          rows={access}
          keyOf={({ channel }) => channel}
          testId="token-access"
        />
      </div>
      {access.length >= MOST && (
        <p className="border-t border-line px-3 py-2 text-row text-dim">{text.cut(count(MOST))}</p>
      )}
    </>
  );
}
