import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Channel } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { Tabs } from "../../../components/tabs";
import { count } from "../../../lib/format";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { useMembers } from "../use-members";
import { GrantDialog, SubscribeDialog } from "./member-dialogs";
import { Grants, Subscriptions } from "./memberships";
import { Members, Recent } from "./presence";

const text = strings.channels;

/** Who is in, who came and went, who is subscribed, and who may join for good. */
export function PeoplePanel({ channel }: { channel: Channel }) {
  const { app } = usePlace();
  const queries = useQueries();
  const { refused } = useMay("manage");
  const presence = useQuery(queries.presence(app.id, channel.name));
  const subscriptions = useQuery(queries.subscriptions(app.id, channel.name));
  const grants = useQuery(queries.channelGrants(app.id, channel.name));
  const members = useMembers(channel.name);
  const [view, setView] = useState("in");
  const [asking, setAsking] = useState<"subscribe" | "grant">();
  const ask = (what: "subscribe" | "grant") => () => {
    setAsking(what);
    setView(what === "grant" ? "grants" : "subscriptions");
  };
  useShortcut("m", refused ? null : ask("subscribe"), text.subscribe);
  useShortcut("r", refused ? null : ask("grant"), text.grant);
  const number = (all: unknown[] | undefined) => (all ? count(all.length) : "");
  const granting = view === "grants";
  return (
    <Panel
      title={text.people}
      padded={false}
      end={
        <Button
          tone="quiet"
          className="-mr-2"
          keys={granting ? "r" : "m"}
          icon={<UserPlus aria-hidden />}
          refused={refused}
          onClick={ask(granting ? "grant" : "subscribe")}
        >
          {granting ? text.grant : text.subscribe}
        </Button>
      }
    >
      <div className="pt-2 [&_[role=tablist]]:flex-wrap [&_[role=tablist]]:px-2">
        <Tabs
          label={text.people}
          value={view}
          onChange={setView}
          tabs={[
            {
              key: "in",
              label: text.tabs.in(number(presence.data?.members)),
              content: <Read query={presence}>{(data) => <Members members={data.members} />}</Read>,
            },
            {
              key: "recent",
              label: text.tabs.recent,
              content: <Read query={presence}>{(data) => <Recent recent={data.recent} />}</Read>,
            },
            {
              key: "subscriptions",
              label: text.tabs.subscriptions(number(subscriptions.data)),
              content: (
                <Read query={subscriptions}>{(all) => <Subscriptions all={all} members={members} />}</Read>
              ),
            },
            {
              key: "grants",
              label: text.tabs.grants(number(grants.data)),
              content: (
                <Read query={grants}>
                  {(all) => <Grants all={all} idle={channel.visibility !== "private"} members={members} />}
                </Read>
              ),
            },
          ]}
        />
      </div>
      {asking === "subscribe" && <SubscribeDialog members={members} onClose={() => setAsking(undefined)} />}
      {asking === "grant" && <GrantDialog members={members} onClose={() => setAsking(undefined)} />}
    </Panel>
  );
}

function Read<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) {
    return <div className="max-h-96 overflow-y-auto border-t border-line">{children(query.data)}</div>;
  }
  return (
    <div className="p-3">
      {query.error ? (
        <Trouble error={asApiError(query.error)} retry={() => void query.refetch()} />
      ) : (
        <Skeleton rows={2} />
      )}
    </div>
  );
}
