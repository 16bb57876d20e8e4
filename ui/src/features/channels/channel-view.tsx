import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Ban, ChevronLeft, CircleCheck, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { useMay } from "../../api/may";
import type { Channel } from "../../api/types";
import { useQueries } from "../../api/use-queries";
import { Button } from "../../components/button";
import { Dot } from "../../components/dot";
import { Page } from "../../components/panel";
import { Skeleton, Trouble } from "../../components/states";
import { useShortcut } from "../../lib/shortcuts";
import { strings } from "../../lib/strings";
import { CreateChannelDialog } from "./parts/create-dialog";
import { Facts } from "./parts/facts";
import { PeoplePanel } from "./parts/people-panel";
import { PublishPanel } from "./parts/publish-panel";
import { Resolved } from "./parts/resolved";
import { RulePanel } from "./parts/rule-panel";
import { StatePanel } from "./parts/state-panel";
import { StoryPanel } from "./parts/story-panel";
import { type ChannelVerbs, useChannelVerbs } from "./use-verbs";

const text = strings.channels;

/** One channel: what it is, who is in, what it says, and what can be done with it. */
export function ChannelView({ name }: { name: string }) {
  const { app } = usePlace();
  const navigate = useNavigate();
  const query = useQuery(useQueries().channel(app.id, name));
  const verbs = useChannelVerbs(() => void navigate({ to: "/channels" }));
  const [creating, setCreating] = useState(false);
  const error = query.error ? asApiError(query.error) : undefined;
  const gone = error?.status === 404;
  // What was read before stands on while the server is away, but not once it says that the channel is gone.
  const channel = gone ? undefined : query.data;
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
      verbs={channel && <Verbs channel={channel} verbs={verbs} />}
    >
      {gone ? (
        <div className="max-w-2xl p-4">
          <Resolved name={name} onCreate={() => setCreating(true)} />
        </div>
      ) : error && !channel ? (
        <Trouble error={error} retry={() => void query.refetch()} className="m-4 max-w-xl" />
      ) : channel ? (
        <>
          <Facts channel={channel} />
          <div className="grid grid-cols-1 gap-4 p-4 rail:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
            <div className="flex min-w-0 flex-col gap-4">
              <StoryPanel channel={channel} />
              <PublishPanel channel={channel} onOpen={() => verbs.turn(channel)} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <RulePanel channel={channel} />
              <StatePanel channel={name} />
              <PeoplePanel channel={channel} />
            </div>
          </div>
        </>
      ) : (
        <Skeleton rows={6} className="max-w-3xl p-4" />
      )}
      {creating && <CreateChannelDialog startWith={name} onClose={() => setCreating(false)} />}
      {verbs.dialog}
    </Page>
  );
}

/** Edit, close or open, and delete. */
function Verbs({ channel, verbs }: { channel: Channel; verbs: ChannelVerbs }) {
  const { refused, may } = useMay("manage");
  const turn = channel.closed ? text.open : text.close;
  useShortcut("e", may ? () => verbs.edit(channel) : null, text.edit);
  useShortcut("x", may ? () => verbs.turn(channel) : null, turn);
  useShortcut("shift+d", may ? () => verbs.remove(channel) : null, text.delete);
  return (
    <>
      <Button icon={<Pencil aria-hidden />} keys="e" refused={refused} onClick={() => verbs.edit(channel)}>
        {text.edit}
      </Button>
      <Button
        icon={channel.closed ? <CircleCheck aria-hidden /> : <Ban aria-hidden />}
        keys="x"
        busy={verbs.turning}
        refused={refused}
        onClick={() => verbs.turn(channel)}
      >
        {turn}
      </Button>
      <Button
        tone="danger"
        icon={<Trash2 aria-hidden />}
        keys="shift+d"
        refused={refused}
        onClick={() => verbs.remove(channel)}
      >
        {text.delete}
      </Button>
    </>
  );
}
