import { useQuery } from "@tanstack/react-query";
import { asApiError } from "../../api/error";
import { useQueries } from "../../api/use-queries";
import { Page } from "../../components/panel";
import { Trouble } from "../../components/states";
import { strings } from "../../lib/strings";
import { Addresses } from "./parts/addresses";
import { Connect } from "./parts/connect";
import { Counts } from "./parts/counts";
import { ServerState } from "./parts/server-state";

const text = strings.overview;

/** Is the server all right, and how do clients reach it? */
export function OverviewView() {
  const info = useQuery(useQueries().info());
  return (
    <Page title={text.title} about={text.about}>
      <div className="mx-auto grid max-w-[1280px] grid-cols-1 gap-4 p-4 rail:grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)] rail:p-6">
        <ServerState info={info.data} />
        <Counts />
        {info.error ? (
          <Trouble
            error={asApiError(info.error)}
            retry={() => void info.refetch()}
            className="rail:col-span-2"
          />
        ) : (
          <div className="grid grid-cols-1 items-start gap-4 rail:col-span-2 rail:grid-cols-subgrid">
            <Addresses endpoints={info.data?.endpoints} />
            <Connect info={info.data} />
          </div>
        )}
      </div>
    </Page>
  );
}
