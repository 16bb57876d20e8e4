import { useMutation, useQuery } from "@tanstack/react-query";
import { Activity, Pause, Play, Search, Send } from "lucide-react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { Empty, Skeleton, Trouble } from "../../../components/states";
import { complain } from "../../../components/toast";
import { count } from "../../../lib/format";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";
import type { LiveSnapshot } from "../model";

/** Why the list is empty: it is paused, nothing fits, nothing came, or nothing can come. */
export function Nothing({
  snapshot,
  clear,
  resume,
}: {
  snapshot: LiveSnapshot;
  clear: () => void;
  resume: () => void;
}) {
  const { stream } = usePlace();
  const status = useStore(stream);
  if (snapshot.waiting > 0) return <Held waiting={snapshot.waiting} resume={resume} />;
  if (snapshot.filter !== "" && snapshot.held > snapshot.hidden) {
    return <NoMatch held={snapshot.held} clear={clear} />;
  }
  if (snapshot.captured > 0 || status.phase === "open") return <NothingYet />;
  if (status.phase === "connecting") return <Skeleton rows={8} className="px-3 py-1" />;
  const error = { code: "STREAM_LOST", message: strings.lost.title, detail: status.reason };
  return <Trouble error={error} retry={() => stream.retryNow()} className="m-6 max-w-xl" />;
}

/** Nothing has happened yet: two ways to have something happen. */
function NothingYet() {
  const { api, app } = usePlace();
  const queries = useQueries();
  const channels = useQuery(queries.channels(app.id)).data ?? [];
  const info = useQuery(queries.info()).data;
  const channel = channels.find((one) => one.name === "lobby") ?? channels[0];
  const publish = useMutation({
    mutationFn: (name: string) =>
      ask(
        api.POST("/admin/v1/apps/{app}/channels/{channel}/messages", {
          params: { path: { app: app.id, channel: name } },
          body: { event: "hello", payload: { from: strings.product } },
        }),
      ),
    onError: (error) => complain(asApiError(error)),
  });
  const socket = info?.endpoints.find((one) => one.transport === "socket")?.url;
  const snippet = `hop.init({ projectId: "${app.id}" }, { leapSocketUrl: "${socket ?? ""}" });`;
  return (
    <Empty icon={<Activity aria-hidden />} title={strings.live.empty.title} about={strings.live.empty.about}>
      {channel && (
        <Button
          tone="primary"
          icon={<Send aria-hidden />}
          busy={publish.isPending}
          onClick={() => publish.mutate(channel.name)}
        >
          {strings.live.empty.publish}
        </Button>
      )}
      {socket && <CopyButton text={snippet} label={strings.live.empty.snippet} />}
    </Empty>
  );
}

/** Something is there, and none of it fits. */
function NoMatch({ held, clear }: { held: number; clear: () => void }) {
  return (
    <Empty
      icon={<Search aria-hidden />}
      title={strings.live.noMatch.title}
      about={strings.live.noMatch.about(count(held))}
    >
      <Button onClick={clear}>{strings.live.noMatch.clear}</Button>
    </Empty>
  );
}

/** The list was empty when it was paused; something is there now. */
function Held({ waiting, resume }: { waiting: number; resume: () => void }) {
  const text = strings.live.held;
  return (
    <Empty icon={<Pause aria-hidden />} title={text.title(count(waiting))} about={text.about}>
      <Button tone="primary" icon={<Play aria-hidden />} onClick={resume}>
        {strings.live.resume}
      </Button>
    </Empty>
  );
}
