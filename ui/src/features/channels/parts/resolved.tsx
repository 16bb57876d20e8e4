import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Gavel, Plus } from "lucide-react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { Skeleton, Trouble } from "../../../components/states";
import { sentence } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { Joins } from "./joins";

const text = strings.channels.resolve;

/** What the server makes of a name, also when there is no such channel. */
export function Resolved({ name, onCreate }: { name: string; onCreate: (name: string) => void }) {
  const { app } = usePlace();
  const { refused } = useMay("manage");
  const query = useQuery(useQueries().resolution(app.id, name, app.join_mode));
  const found = query.data;
  if (!found) {
    return query.error ? (
      <Trouble error={asApiError(query.error)} retry={() => void query.refetch()} />
    ) : (
      <Skeleton rows={3} className="max-w-xl" />
    );
  }
  const { channel, problem } = found;
  return (
    <section
      aria-live="polite"
      data-testid="channel-resolved"
      className="flex items-start gap-3 rounded-card border border-line bg-panel p-3"
    >
      <Gavel className="mt-0.5 size-4 text-faint" aria-hidden />
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold break-words selectable">
          {problem ? text.bad(name) : channel ? text.exists(name) : text.unknown(name)}
        </h2>
        <p className="mt-0.5 mb-2 text-row text-dim">{sentence(problem ?? found.rule)}</p>
        {!problem && <Joins joins={found.joins} />}
      </div>
      {channel ? (
        <Link
          to="/channels/$name"
          params={{ name }}
          className="flex h-7 items-center rounded-control border border-line-strong px-2.5 font-medium hover:bg-hover"
        >
          {text.openIt}
        </Link>
      ) : (
        !problem && (
          <Button tone="primary" icon={<Plus aria-hidden />} refused={refused} onClick={() => onCreate(name)}>
            <span className="max-w-56 truncate">{text.create(name)}</span>
          </Button>
        )
      )}
    </section>
  );
}
