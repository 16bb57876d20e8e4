import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Ellipsis, FileDown } from "lucide-react";
import { asApiError } from "../../api/error";
import { useQueries } from "../../api/use-queries";
import { IconButton } from "../../components/button";
import { Menu } from "../../components/menu";
import { Page } from "../../components/panel";
import { Trouble } from "../../components/states";
import { useShortcut } from "../../lib/shortcuts";
import { strings } from "../../lib/strings";
import { Addresses } from "./parts/addresses";
import { Charts } from "./parts/charts";
import { Connect } from "./parts/connect";
import { Counts } from "./parts/counts";
import { ServerState } from "./parts/server-state";
import { useReport } from "./use-report";

const text = strings.overview;

/** Is the server all right, how do clients reach it, and how has it been? */
export function OverviewView() {
  const info = useQuery(useQueries().info());
  const answers = info.data !== undefined || !info.error;
  return (
    <Page title={text.title} about={text.about} verbs={<More />}>
      <div className="flex max-w-[1280px] flex-col gap-4 p-4">
        {/* Two columns where there is room; else one, with the snippet right below the state. */}
        <div className="flex flex-col gap-4 rail:flex-row rail:items-start">
          <div className="contents rail:flex rail:min-w-0 rail:flex-1 rail:flex-col rail:gap-4">
            <ServerState info={info.data} />
            {answers && (
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
          <div className="min-w-0 rail:flex-[1.3]">{answers && <Connect info={info.data} />}</div>
        </div>
        {answers && <Charts />}
      </div>
    </Page>
  );
}

/** What is seldom wanted. */
function More() {
  const { span = "5m" } = useSearch({ from: "/" });
  const report = useReport(span);
  const save = () => report.mutate();
  useShortcut("", report.isPending ? null : save, strings.charts.export);
  return (
    <Menu
      label={strings.common.menu}
      align="end"
      trigger={<IconButton label={strings.common.menu} icon={<Ellipsis aria-hidden />} />}
      items={[
        {
          key: "report",
          label: strings.charts.export,
          icon: <FileDown aria-hidden />,
          onSelect: save,
        },
      ]}
    />
  );
}
