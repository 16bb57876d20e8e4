import { useQuery } from "@tanstack/react-query";
import { DoorOpen } from "lucide-react";
import { asApiError } from "../../api/error";
import { useQueries } from "../../api/use-queries";
import { Page } from "../../components/panel";
import { Empty, Skeleton, Trouble } from "../../components/states";
import { strings } from "../../lib/strings";
import { byDeadline } from "./model";
import { Cards } from "./parts/cards";
import { Journal } from "./parts/journal";
import { ModeSwitch } from "./parts/mode-switch";

const text = strings.approvals;

/** Who waits to be let in, and every answer that was given; of all apps. */
export function ApprovalsView() {
  const waiting = useQuery(useQueries().approvals());
  const { data, error } = waiting;
  const newest = data && byDeadline(data.approvals).at(-1);
  return (
    <Page title={text.title} about={text.about} verbs={<ModeSwitch />}>
      {/* Always there: a live region that comes with its words is not read out. */}
      <p aria-live="assertive" className="sr-only">
        {newest && `${newest.who.label} ${text.wants} ${newest.channel}. ${text.atZero}`}
      </p>
      <div className="flex max-w-[1080px] flex-col gap-6 p-4">
        {data && data.approvals.length > 0 ? (
          <Cards approvals={data.approvals} readAt={data.readAt} />
        ) : (
          <section className="rounded-card border border-line bg-panel" data-testid="approvals-empty">
            {data ? (
              <Empty icon={<DoorOpen />} title={text.empty.title} about={text.empty.about} />
            ) : error ? (
              <Trouble
                error={asApiError(error)}
                retry={() => void waiting.refetch()}
                className="border-transparent"
              />
            ) : (
              <Skeleton rows={4} className="p-4" />
            )}
          </section>
        )}
        <Journal />
      </div>
    </Page>
  );
}
