import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft, Unplug } from "lucide-react";
import { useState } from "react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { useMay } from "../../api/may";
import type { Connection } from "../../api/types";
import { useQueries } from "../../api/use-queries";
import { Button } from "../../components/button";
import { Page } from "../../components/panel";
import { Skeleton, Trouble } from "../../components/states";
import { Tag } from "../../components/tag";
import { middle } from "../../lib/format";
import { useShortcut } from "../../lib/shortcuts";
import { strings } from "../../lib/strings";
import { About } from "./parts/about";
import { ChannelsPanel } from "./parts/channels-panel";
import { DisconnectDialog } from "./parts/disconnect-dialog";
import { MessagePanel } from "./parts/message-panel";
import { Timeline } from "./parts/timeline";

const text = strings.connections;

/** One connection: everything about it, what happened to it, and what can be done to it. */
export function ConnectionView({ id }: { id: string }) {
  const { app } = usePlace();
  const query = useQuery(useQueries().connection(app.id, id));
  const detail = query.data;
  const connection = detail?.connection ?? undefined;
  return (
    <Page
      title={
        <span className="flex min-w-0 items-center gap-2">
          <Link
            to="/connections"
            aria-label={text.back}
            title={text.back}
            className="-ml-1.5 flex size-7 shrink-0 items-center justify-center rounded-control text-dim hover:bg-hover hover:text-text"
          >
            <ChevronLeft className="size-4" aria-hidden />
          </Link>
          <span className="truncate selectable">{connection?.who.label ?? middle(id)}</span>
          {detail && (
            <Tag meaning={connection ? "green" : "plain"}>{connection ? text.openNow : text.gone}</Tag>
          )}
        </span>
      }
      verbs={connection && <Verbs connection={connection} />}
    >
      {!detail ? (
        query.error ? (
          <Trouble
            error={asApiError(query.error)}
            retry={() => void query.refetch()}
            className="m-4 max-w-xl"
          />
        ) : (
          <Skeleton rows={6} className="max-w-3xl p-4" />
        )
      ) : (
        <div className="grid grid-cols-1 items-start gap-4 p-4 rail:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
          <div className="flex min-w-0 flex-col gap-4">
            <About id={id} connection={connection} />
            {connection && <ChannelsPanel connection={connection} />}
            {connection && <MessagePanel connection={connection} />}
          </div>
          <Timeline detail={detail} />
        </div>
      )}
    </Page>
  );
}

function Verbs({ connection }: { connection: Connection }) {
  const { refused, may } = useMay("manage");
  const [asking, setAsking] = useState(false);
  useShortcut("x", may ? () => setAsking(true) : null, text.disconnect);
  return (
    <>
      <Button
        tone="danger"
        icon={<Unplug aria-hidden />}
        keys="x"
        refused={refused}
        onClick={() => setAsking(true)}
      >
        {text.disconnect}
      </Button>
      {asking && <DisconnectDialog connection={connection} onClose={() => setAsking(false)} />}
    </>
  );
}
