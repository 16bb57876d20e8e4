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
      {/* Two columns where there is room; else one, with the snippet right below the state. */}
      <div className="flex max-w-[1280px] flex-col gap-4 p-4 rail:flex-row rail:items-start">
        <div className="contents rail:flex rail:min-w-0 rail:flex-1 rail:flex-col rail:gap-4">
          <ServerState info={info.data} />
          {(info.data || !info.error) && (
            <div className="order-1">
              <Counts />
            </div>
          )}
          <div className="order-1">
            {info.error && !info.data ? (
              <Trouble error={asApiError(info.error)} retry={() => void info.refetch()} />
            ) : (
              <Addresses endpoints={info.data?.endpoints} />
            )}
          </div>
        </div>
        <div className="min-w-0 rail:flex-[1.3]">
          {(info.data || !info.error) && <Connect info={info.data} />}
        </div>
      </div>
    </Page>
  );
}
