import { useQuery } from "@tanstack/react-query";
import { Code, UsersRound } from "lucide-react";
import { useMemo } from "react";
import type { Api } from "../../api/client";
import { usePlace } from "../../api/context";
import { useDesktop } from "../../api/desktop";
import { addresses, snippet } from "../../api/snippets";
import { useQueries } from "../../api/use-queries";
import { CopyButton } from "../../components/copy";
import { Empty, Skeleton } from "../../components/states";
import { useStore } from "../../lib/store";
import { simulated as text } from "../../lib/strings/simulated";
import { AddForm } from "./parts/add-form";
import { Lane } from "./parts/lane";
import { SimulationWatch } from "./watch";

/** Clients that this window makes itself, side by side. */
export function SimulatedPanel() {
  const desktop = useDesktop();
  return desktop ? <Lanes desktop={desktop} /> : <InBrowser />;
}

function Lanes({ desktop }: { desktop: Api }) {
  const { carrier } = usePlace();
  const watch = useMemo(() => new SimulationWatch(carrier), [carrier]);
  const { clients, lost } = useStore(watch);
  return (
    <div className="flex h-full flex-col">
      <AddForm desktop={desktop} clients={clients ?? []} />
      {lost && (
        <p role="alert" className="border-b border-line px-3 py-1 text-row text-amber">
          {text.lost} {lost}
        </p>
      )}
      {clients === undefined ? (
        <Skeleton className="p-3" />
      ) : clients.length === 0 ? (
        <Empty icon={<UsersRound aria-hidden />} title={text.none.title} about={text.none.about} />
      ) : (
        <ul
          aria-label={text.lanes}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="flex min-h-0 flex-1 gap-2 overflow-x-auto p-2 focus-visible:-outline-offset-2"
        >
          {clients.map((client) => (
            <Lane key={client.id} desktop={desktop} client={client} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** A browser tab makes no such connections; a program of one's own does. */
function InBrowser() {
  const { app } = usePlace();
  const queries = useQueries();
  const info = useQuery(queries.info()).data;
  const channels = useQuery(queries.channels(app.id)).data;
  const place = info && addresses(info);
  const channel = channels?.find((one) => one.visibility === "unprotected") ?? channels?.[0];
  return (
    <Empty icon={<Code aria-hidden />} title={text.browser.title} about={text.browser.about}>
      {place && channel && (
        <CopyButton
          label={text.browser.copy}
          text={snippet("leap", "browser", {
            projectId: app.id,
            projectToken: "",
            token: undefined,
            channel: channel.name,
            ...place,
          })}
        />
      )}
    </Empty>
  );
}
