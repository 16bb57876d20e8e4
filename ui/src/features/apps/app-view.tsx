import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import type { App } from "../../api/types";
import { useQueries } from "../../api/use-queries";
import { CopyId } from "../../components/copy";
import { Page } from "../../components/panel";
import { Skeleton, Trouble } from "../../components/states";
import { Tag } from "../../components/tag";
import { count, stamp } from "../../lib/format";
import { strings } from "../../lib/strings";
import { CapabilitiesPanel } from "./parts/capabilities-panel";
import { JoinsPanel } from "./parts/joins-panel";
import { KeysPanel } from "./parts/keys-panel";
import { LimitsPanel } from "./parts/limits-panel";
import { RetentionPanel } from "./parts/retention-panel";
import { SigningPanel } from "./parts/signing-panel";
import { AppVerbs } from "./parts/verbs";

const text = strings.apps;

/** One app: what it allows, what it keeps, and what its backend shows to be let in. */
export function AppView({ id }: { id: string }) {
  const { app: inView } = usePlace();
  const apps = useQuery(useQueries().apps());
  const app = apps.data?.find((one) => one.id === id);
  return (
    <Page
      title={
        <span className="flex min-w-0 items-center gap-2">
          <Link
            to="/apps"
            aria-label={text.back}
            title={text.back}
            className="-ml-1.5 flex size-7 shrink-0 items-center justify-center rounded-control text-dim hover:bg-hover hover:text-text"
          >
            <ChevronLeft className="size-4" aria-hidden />
          </Link>
          <span className="truncate selectable">{app?.name ?? id}</span>
          {id === inView.id && <Tag meaning="accent">{text.inView}</Tag>}
        </span>
      }
      verbs={app && <AppVerbs app={app} />}
    >
      {app ? (
        <>
          <Facts app={app} />
          <div className="grid grid-cols-1 gap-4 p-4 rail:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)]">
            <div className="flex min-w-0 flex-col gap-4">
              <KeysPanel app={app.id} />
              <SigningPanel app={app.id} />
              <LimitsPanel key={`limits ${app.id}`} app={app} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <JoinsPanel key={`joins ${app.id}`} app={app} />
              <RetentionPanel key={`retention ${app.id}`} app={app} />
              <CapabilitiesPanel app={app} />
            </div>
          </div>
        </>
      ) : apps.data ? (
        <Trouble error={text.gone} className="m-4 max-w-xl" />
      ) : apps.error ? (
        <Trouble error={asApiError(apps.error)} retry={() => void apps.refetch()} className="m-4 max-w-xl" />
      ) : (
        <Skeleton rows={6} className="max-w-3xl p-4" />
      )}
    </Page>
  );
}

function Facts({ app }: { app: App }) {
  const { facts } = text;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b border-line bg-panel px-4 py-2 text-row text-dim">
      <CopyId id={app.id} head={20} />
      {(["channels", "tokens", "connections"] as const).map((key) => (
        <span key={key}>
          <span className="tnum font-medium text-text">{count(app[key])}</span> {facts[key]}
        </span>
      ))}
      <span className="tnum">
        {facts.created} {stamp(app.created_at)}
      </span>
    </div>
  );
}
