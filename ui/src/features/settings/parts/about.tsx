import { useQuery } from "@tanstack/react-query";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useQueries } from "../../../api/use-queries";
import { CopyId } from "../../../components/copy";
import { Fact, FactList } from "../../../components/facts";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { useAbout } from "../preferences";

const text = strings.settings.about;

/** Versions, for whoever asks which. */
export function AboutSection() {
  const { carrier } = usePlace();
  const info = useQuery(useQueries().info());
  return (
    <div className="flex flex-col gap-4">
      {carrier.desktop && <TheApp />}
      <Panel title={text.server}>
        {info.data ? (
          <FactList names={160}>
            <Fact name={text.product}>{info.data.version}</Fact>
            <Fact name={text.run}>
              <CopyId id={info.data.run} head={30} />
            </Fact>
            <Fact name={text.since}>{stamp(info.data.started_at)}</Fact>
            <Fact name={text.key}>{info.data.scope}</Fact>
            <Fact name={text.capabilities}>{info.data.capabilities.join(", ")}</Fact>
          </FactList>
        ) : info.error ? (
          <Trouble error={asApiError(info.error)} retry={() => void info.refetch()} />
        ) : (
          <Skeleton rows={4} />
        )}
      </Panel>
    </div>
  );
}

function TheApp() {
  const about = useAbout();
  return (
    <Panel title={text.window}>
      {about.data ? (
        <FactList names={160}>
          <Fact name={text.product}>{about.data.version}</Fact>
          <Fact name={text.data}>
            <CopyId id={about.data.data_dir} head={60} tail={20} />
          </Fact>
        </FactList>
      ) : about.error ? (
        <Trouble error={asApiError(about.error)} retry={() => void about.refetch()} />
      ) : (
        <Skeleton rows={2} />
      )}
    </Panel>
  );
}
