import type { Endpoint } from "../../../api/types";
import { CopyId } from "../../../components/copy";
import { Dialect } from "../../../components/dialect";
import { Panel } from "../../../components/panel";
import { Skeleton } from "../../../components/states";
import { strings } from "../../../lib/strings";

const text = strings.overview;

/** Longest part of an address that is shown whole. */
const SHOWN = 64;

/** Where clients and backends connect. A click copies. */
export function Addresses({ endpoints }: { endpoints: Endpoint[] | undefined }) {
  return (
    <Panel title={text.addresses} padded={false}>
      {endpoints ? (
        <ul className="flex flex-col py-1.5">
          {endpoints.map((endpoint) => (
            <li key={endpoint.url} className="flex min-h-9 items-center gap-3 px-3">
              <span className="flex w-40 shrink-0 items-center gap-2 text-row text-dim">
                <span className="w-20 shrink-0">
                  <Dialect name={endpoint.dialect} />
                </span>
                {text.transports[endpoint.transport] ?? endpoint.transport}
              </span>
              <CopyId id={endpoint.url} head={SHOWN} className="h-7" />
            </li>
          ))}
        </ul>
      ) : (
        <Skeleton rows={2} className="p-3" />
      )}
    </Panel>
  );
}
