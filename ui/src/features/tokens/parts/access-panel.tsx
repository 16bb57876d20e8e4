import { useQuery } from "@tanstack/react-query";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Token } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { strings } from "../../../lib/strings";
import { AccessTable } from "./access-table";

/** What the token may do in each channel of its app. */
export function AccessPanel({ token }: { token: Token }) {
  const { app } = usePlace();
  const query = useQuery(useQueries().tokenAccess(app.id, token.id));
  return (
    <Panel title={strings.tokens.access.title} padded={false}>
      {query.data && (query.data.verdict === "valid" || token.client) ? (
        <AccessTable access={query.data.access} />
      ) : query.data ? (
        <p className="p-3 text-red">{query.data.sentence}</p>
      ) : (
        <div className="p-3">
          {query.error ? (
            <Trouble error={asApiError(query.error)} retry={() => void query.refetch()} />
          ) : (
            <Skeleton rows={3} />
          )}
        </div>
      )}
    </Panel>
  );
}
