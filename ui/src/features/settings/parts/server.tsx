import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Settings } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { CopyId } from "../../../components/copy";
import { Fact, FactList } from "../../../components/facts";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { bytes, ms } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.settings.server;

/** How the server is set up: to look at. */
export function ServerSection() {
  const { app } = usePlace();
  const queries = useQueries();
  const settings = useQuery(queries.settings());
  const info = useQuery(queries.info());
  return (
    <div className="flex flex-col gap-4">
      <p className="text-row text-dim">{text.about}</p>
      <Panel title={text.health}>
        <Health />
      </Panel>
      <Panel title={text.addresses}>
        {info.data ? (
          <FactList names={160}>
            {info.data.endpoints.map(({ dialect, transport, url }) => (
              <Fact key={url} name={`${dialect} ${text.transports[transport] ?? transport}`}>
                <CopyId id={url} head={80} />
              </Fact>
            ))}
            <Fact name={text.admin}>
              {settings.data && <CopyId id={`http://${settings.data.admin_listen}`} head={80} />}
            </Fact>
          </FactList>
        ) : info.error ? (
          <Trouble error={asApiError(info.error)} retry={() => void info.refetch()} />
        ) : (
          <Skeleton rows={3} />
        )}
      </Panel>
      {settings.data ? (
        <>
          <Panel title={text.data}>
            <Data of={settings.data} />
          </Panel>
          <Panel
            title={text.limits}
            end={
              <Link
                to="/apps/$app"
                params={{ app: app.id }}
                title={text.perApp}
                className="rounded-sm text-row text-accent hover:underline"
              >
                {text.toApp}
              </Link>
            }
          >
            <FactList names={160}>
              <Fact name={text.frame}>{bytes(settings.data.frame_bytes)}</Fact>
              <Fact name={text.body}>{bytes(settings.data.body_bytes)}</Fact>
              <Fact name={text.outbox}>{bytes(settings.data.outbox_bytes)}</Fact>
              <Fact name={text.origins}>
                {settings.data.origins.length === 0 ? text.allOrigins : settings.data.origins.join(", ")}
              </Fact>
            </FactList>
          </Panel>
        </>
      ) : settings.error ? (
        <Trouble error={asApiError(settings.error)} retry={() => void settings.refetch()} />
      ) : (
        <Skeleton rows={4} />
      )}
    </div>
  );
}

function Data({ of: settings }: { of: Settings }) {
  return (
    <FactList names={160}>
      <Fact name={text.folder}>
        {settings.data_dir ? <CopyId id={settings.data_dir} head={60} tail={20} /> : text.noFolder}
      </Fact>
      <Fact name={text.size}>{settings.data_bytes != null && bytes(settings.data_bytes)}</Fact>
      <Fact name={text.config}>
        {settings.config_file ? <CopyId id={settings.config_file} head={60} tail={20} /> : text.noConfig}
      </Fact>
    </FactList>
  );
}

/** What a real client met just now. */
function Health() {
  const { may, refused } = useMay("manage");
  const probe = useQuery({ ...useQueries().probe(), enabled: may });
  if (!may) return <p className="text-dim">{refused}</p>;
  const bad = probe.error
    ? asApiError(probe.error).message
    : probe.data && !probe.data.ok
      ? probe.data.error
      : "";
  if (bad) {
    return (
      <p className="flex items-center gap-2 text-red">
        <CircleAlert className="size-4" aria-hidden />
        {bad}
      </p>
    );
  }
  return probe.data ? (
    <p className="flex items-center gap-2 text-green">
      <CircleCheck className="size-4" aria-hidden />
      {text.healthy}
      {probe.data.round_trip_ms != null && (
        <span className="tnum text-row text-dim">{text.roundTrip(ms(probe.data.round_trip_ms))}</span>
      )}
    </p>
  ) : (
    <p className="flex items-center gap-2 text-dim">
      <LoaderCircle className="size-4" aria-hidden />
      {text.checking}
    </p>
  );
}
