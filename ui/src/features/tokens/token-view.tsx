import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { useQueries } from "../../api/use-queries";
import { Page } from "../../components/panel";
import { Skeleton, Trouble } from "../../components/states";
import { strings } from "../../lib/strings";
import { endOf, isClient } from "../../lib/token-tail";
import { callOf } from "./model";
import { AccessPanel } from "./parts/access-panel";
import { ConnectPanel } from "./parts/connect-panel";
import { ConnectionsPanel } from "./parts/connections-panel";
import { Facts } from "./parts/facts";
import { GrantsPanel } from "./parts/grants-panel";
import { MintPanel } from "./parts/mint-panel";
import { StatePanel } from "./parts/state-panel";
import { SubscriptionsPanel } from "./parts/subscriptions-panel";
import { TokenVerbs } from "./parts/verbs";

const text = strings.tokens;

/** One token, named by the end of its id, or one client: what it is, where it is, what it may do. */
export function TokenView({ tail }: { tail: string }) {
  const { app } = usePlace();
  const query = useQuery(useQueries().tokenByTail(app.id, tail));
  const token = query.data;
  return (
    <Page
      title={
        <span className="flex min-w-0 items-center gap-2">
          <Link
            to="/tokens"
            aria-label={text.back}
            title={text.back}
            className="-ml-1.5 flex size-7 shrink-0 items-center justify-center rounded-control text-dim hover:bg-hover hover:text-text"
          >
            <ChevronLeft className="size-4" aria-hidden />
          </Link>
          <span className="truncate selectable">{token ? callOf(token) : endOf(tail)}</span>
        </span>
      }
      verbs={token && <TokenVerbs token={token} />}
    >
      {token ? (
        <>
          <Facts token={token} />
          <div className="grid grid-cols-1 gap-4 p-4 rail:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)]">
            <div className="flex min-w-0 flex-col gap-4">
              {!token.guest && <StatePanel token={token} />}
              <ConnectionsPanel token={token} />
              <AccessPanel token={token} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <SubscriptionsPanel token={token} />
              <GrantsPanel token={token} />
              {token.client ? <MintPanel token={token} /> : <ConnectPanel token={token} />}
            </div>
          </div>
        </>
      ) : token === null ? (
        <Trouble error={isClient(tail) ? text.goneClient : text.gone} className="m-4 max-w-xl" />
      ) : query.error ? (
        <Trouble
          error={asApiError(query.error)}
          retry={() => void query.refetch()}
          className="m-4 max-w-xl"
        />
      ) : (
        <Skeleton rows={6} className="max-w-3xl p-4" />
      )}
    </Page>
  );
}
