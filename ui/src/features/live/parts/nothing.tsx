import { useMutation, useQuery } from "@tanstack/react-query";
import { Activity, Eye, Pause, Play, Search, Send, UserRoundPlus } from "lucide-react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { Empty, Skeleton } from "../../../components/states";
import { complain } from "../../../components/toast";
import { dock } from "../../../lib/dock";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import type { Look, Told } from "../source/source";

const text = strings.live;

/** Why the list is empty: it is paused, nothing fits, nothing came, or nothing can come. */
export function Nothing({
  told,
  look,
  clear,
  resume,
  showNoise,
}: {
  told: Told;
  look: Look;
  clear: () => void;
  resume: () => void;
  showNoise: () => void;
}) {
  if (told.waiting > 0) return <Held waiting={told.waiting} resume={resume} />;
  if (told.phase === "loading" || (told.phase === "open" && told.looking)) {
    return <Skeleton rows={8} className="px-3 py-2" />;
  }
  if (look.filter.trim() !== "" && told.captured > 0) {
    return <NoMatch told={told} clear={clear} showNoise={showNoise} />;
  }
  return <NothingYet />;
}

/** Nothing has happened yet: three ways to have something happen. */
function NothingYet() {
  const { api, app, carrier } = usePlace();
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
    <Empty icon={<Activity aria-hidden />} title={text.empty.title} about={text.empty.about}>
      {channel && (
        <Button
          tone="primary"
          icon={<Send aria-hidden />}
          busy={publish.isPending}
          onClick={() => publish.mutate(channel.name)}
        >
          {text.empty.publish}
        </Button>
      )}
      {carrier.desktop && (
        <Button icon={<UserRoundPlus aria-hidden />} onClick={() => dock.show("simulated")}>
          {text.empty.simulate}
        </Button>
      )}
      {socket && <CopyButton text={snippet} label={text.empty.snippet} />}
    </Empty>
  );
}

/** Something is there, and none of it fits, or only what is hidden. */
function NoMatch({ told, clear, showNoise }: { told: Told; clear: () => void; showNoise: () => void }) {
  const { title, about, hidden } = text.noMatch;
  return (
    <Empty
      icon={<Search aria-hidden />}
      title={title}
      about={told.hidden > 0 ? hidden(count(told.hidden)) : about(count(told.captured), told.captured === 1)}
    >
      {told.hidden > 0 && (
        <Button icon={<Eye aria-hidden />} onClick={showNoise}>
          {text.noMatch.show}
        </Button>
      )}
      <Button onClick={clear}>{text.noMatch.clear}</Button>
    </Empty>
  );
}

/** The list was empty when it was paused; something is there now. */
function Held({ waiting, resume }: { waiting: number; resume: () => void }) {
  return (
    <Empty
      icon={<Pause aria-hidden />}
      title={text.held.title(count(waiting), waiting === 1)}
      about={text.held.about}
    >
      <Button tone="primary" icon={<Play aria-hidden />} onClick={resume}>
        {text.resume}
      </Button>
    </Empty>
  );
}
