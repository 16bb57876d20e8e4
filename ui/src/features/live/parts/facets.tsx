import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { asApiError } from "../../../api/error";
import type { Facet } from "../../../api/types";
import { IconButton } from "../../../components/button";
import { looks } from "../../../components/kinds";
import { Skeleton, Trouble } from "../../../components/states";
import { cx } from "../../../lib/cx";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import type { Source, Told } from "../source/source";

const text = strings.live.facets;

/** Read again so often while somebody looks at them. */
const AGAIN_MS = 3000;

const groups = [
  { of: "channels", key: "channel" },
  { of: "events", key: "event" },
  { of: "kinds", key: "kind" },
  { of: "subjects", key: "subject" },
] as const;

/** What the events of the filter have in common: its most frequent values, each a condition to click. */
export function FacetsPanel({
  id,
  source,
  told,
  onTerm,
  onClose,
}: {
  /** Of the tab, which the answers belong to. */
  id: string;
  source: Source;
  told: Told;
  onTerm: (key: string, value: string, exclude: boolean) => void;
  onClose: () => void;
}) {
  const facets = useQuery({
    queryKey: ["live-facets", id, told.view],
    queryFn: () => source.facets(),
    enabled: told.phase === "open",
    refetchInterval: AGAIN_MS,
    gcTime: 0,
  });
  return (
    <aside
      aria-label={text.title}
      data-testid="live-facets"
      className="flex w-56 shrink-0 flex-col border-r border-line bg-panel"
    >
      <header className="flex h-7 shrink-0 items-center border-b border-line pl-3">
        <h2 className="flex-1 truncate text-label font-medium text-dim">
          {text.title}{" "}
          {facets.data && (
            <span className="tnum font-normal text-faint">{text.rows(count(facets.data.rows))}</span>
          )}
        </h2>
        <IconButton label={text.close} keys="f" icon={<X aria-hidden />} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-2">
        {facets.error && !facets.data && (
          <Trouble error={asApiError(facets.error)} retry={() => void facets.refetch()} />
        )}
        {facets.isPending && <Skeleton rows={8} className="p-1" />}
        {facets.data?.rows === 0 && <p className="p-1 text-row text-dim">{text.none}</p>}
        {facets.data &&
          groups.map(({ of, key }) => (
            <Group
              key={of}
              title={text.groups[of]}
              name={key}
              facets={facets.data[of]}
              onTerm={(value, exclude) => onTerm(key, value, exclude)}
            />
          ))}
      </div>
    </aside>
  );
}

function Group({
  title,
  name,
  facets,
  onTerm,
}: {
  title: string;
  name: string;
  facets: readonly Facet[];
  onTerm: (value: string, exclude: boolean) => void;
}) {
  if (facets.length === 0) return null;
  const most = facets[0]?.count ?? 1;
  return (
    <section className="mb-3">
      <h3 className="mb-0.5 px-1 text-label font-medium text-faint">{title}</h3>
      <ul>
        {facets.map((facet) => (
          <li key={facet.value}>
            <button
              type="button"
              title={`${facet.value}\n${text.hint}`}
              onClick={(event) => onTerm(facet.value, event.altKey)}
              className="relative flex h-6 w-full items-center gap-2 rounded-sm px-1 text-row hover:bg-hover focus-visible:-outline-offset-2"
            >
              <span
                aria-hidden
                className="absolute bottom-0.5 left-1 h-0.5 rounded-full bg-accent/40"
                style={{ width: `calc(${(facet.count / most) * 100}% - 8px)` }}
              />
              <Mark name={name} value={facet.value} />
              <span className="min-w-0 flex-1 truncate text-left font-mono">{facet.value}</span>
              <span className="tnum text-label text-dim">{count(facet.count)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Mark({ name, value }: { name: string; value: string }) {
  const look = name === "kind" ? looks[value as keyof typeof looks] : undefined;
  if (!look) return null;
  const Icon = look.icon;
  return <Icon className={cx("size-3.5", look.colour)} aria-hidden />;
}
