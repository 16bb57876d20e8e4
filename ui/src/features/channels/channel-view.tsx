import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { useQueries } from "../../api/use-queries";
import { Page } from "../../components/panel";
import { Skeleton, Trouble } from "../../components/states";
import { strings } from "../../lib/strings";
import { Facts } from "./parts/facts";
import { HistoryPanel } from "./parts/history-panel";
import { PresencePanel } from "./parts/presence-panel";
import { PublishPanel } from "./parts/publish-panel";
import { StatePanel } from "./parts/state-panel";
import { Dot } from "./parts/traits";
import { ChannelVerbs } from "./parts/verbs";

const text = strings.channels;

/** One channel: what it is, who is in, what it says, and what can be done with it. */
export function ChannelView({ name }: { name: string }) {
  const { app } = usePlace();
  const query = useQuery(useQueries().channel(app.id, name));
  const error = query.error ? asApiError(query.error) : undefined;
  // What was read before stands on while the server is away, but not once it says that the channel is gone.
  const channel = error?.status === 404 ? undefined : query.data;
  return (
    <Page
      title={
        <span className="flex min-w-0 items-center gap-2">
          <Link
            to="/channels"
            aria-label={text.back}
            title={text.back}
            className="-ml-1.5 flex size-7 shrink-0 items-center justify-center rounded-control text-dim hover:bg-hover hover:text-text"
          >
            <ChevronLeft className="size-4" aria-hidden />
          </Link>
          <Dot name={name} />
          <span className="truncate selectable">{name}</span>
        </span>
      }
      verbs={channel && <ChannelVerbs channel={channel} />}
    >
      {error && !channel ? (
        <Trouble
          error={{ ...error, message: error.message, detail: error.detail ?? text.gone }}
          retry={() => void query.refetch()}
          className="m-4 max-w-xl"
        />
      ) : channel ? (
        <>
          <Facts channel={channel} />
          <div className="grid grid-cols-1 gap-4 p-4 rail:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
            <PublishPanel channel={channel} />
            <StatePanel channel={name} />
            <PresencePanel channel={name} className="rail:order-1 rail:self-start" />
            <HistoryPanel channel={channel} className="rail:self-start" />
          </div>
        </>
      ) : (
        <Skeleton rows={6} className="max-w-3xl p-4" />
      )}
    </Page>
  );
}
