import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, CircleX, SearchX, ShieldCheck, Wrench } from "lucide-react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Refused } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { ABOVE_ROW_LINK, type Column, DataTable } from "../../../components/data-table";
import { Dialect } from "../../../components/dialect";
import { Empty, Skeleton, Trouble } from "../../../components/states";
import { clock, count, sentence, stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { refusalsWith } from "../model";
import { type Remedies, useRemedies } from "../use-remedy";

const text = strings.connections.refused;

const ROW_HEIGHT = 56;

/** Every no that a client got: why, what would help, and that done with one click. */
export function RefusedView({ search, onClear }: { search: string; onClear: () => void }) {
  const { app } = usePlace();
  const query = useQuery(useQueries().refusals(app.id));
  const remedies = useRemedies();
  const { refused } = useMay("manage");
  const all = query.data;
  if (!all) {
    return query.error ? (
      <Trouble error={asApiError(query.error)} retry={() => void query.refetch()} className="m-4 max-w-xl" />
    ) : (
      <Skeleton rows={6} className="max-w-3xl p-4" />
    );
  }
  if (all.length === 0) {
    return <Empty icon={<ShieldCheck />} title={text.empty.title} about={text.empty.about} />;
  }
  const rows = refusalsWith(all, search);
  if (rows.length === 0) {
    return (
      <Empty icon={<SearchX />} title={text.noMatch.title} about={text.noMatch.about}>
        <Button onClick={onClear}>{strings.common.clear}</Button>
      </Empty>
    );
  }
  return (
    <>
      <DataTable
        label={strings.connections.views.refused}
        columns={columnsWith(remedies, refused)}
        rows={rows}
        keyOf={(row) => String(row.id)}
        rowHeight={ROW_HEIGHT}
        testId="refusal-row"
      />
      <footer className="tnum flex h-[22px] shrink-0 items-center border-t border-line bg-panel px-4 text-label text-dim">
        {text.shown(count(rows.length))}
      </footer>
      {remedies.dialog}
    </>
  );
}

function columnsWith(remedies: Remedies, refused: string | undefined): Column<Refused>[] {
  return [
    {
      key: "at",
      label: text.columns.at,
      width: "92px",
      cell: ({ at }) => (
        <time
          dateTime={new Date(at).toISOString()}
          title={stamp(new Date(at).toISOString())}
          className="tnum font-mono text-dim"
        >
          {clock(at)}
        </time>
      ),
    },
    {
      key: "verb",
      label: text.columns.verb,
      width: "minmax(90px,0.6fr)",
      cell: ({ verb, channel }) => (
        <span className="min-w-0">
          <span className="block truncate">{verb}</span>
          {channel && (
            <span className="block truncate text-dim" title={channel}>
              {channel}
            </span>
          )}
        </span>
      ),
    },
    {
      key: "who",
      label: text.columns.who,
      width: "minmax(120px,0.8fr)",
      from: 740,
      cell: ({ who, connection, address, origin, dialect }) => {
        const label = who?.label ?? text.anonymous;
        const about = origin ?? address;
        return (
          <span className="min-w-0">
            {connection ? (
              <Link
                to="/connections/$id"
                params={{ id: connection }}
                title={text.connection}
                className="block truncate rounded-sm font-medium hover:text-accent hover:underline"
              >
                {label}
              </Link>
            ) : (
              <span className="block truncate font-medium">{label}</span>
            )}
            <span className="flex min-w-0 items-center gap-1.5 text-dim" title={about ?? undefined}>
              {dialect && <Dialect name={dialect} />}
              <span className="truncate">{about}</span>
            </span>
          </span>
        );
      },
    },
    {
      key: "what",
      label: text.columns.what,
      width: "minmax(0,2fr)",
      cell: ({ code, message, fix }) => (
        <span className="flex min-w-0 items-start gap-1.5 selectable">
          <CircleX className="mt-px size-4 text-red" aria-hidden />
          <span className="min-w-0">
            <span className="block truncate" title={sentence(message)}>
              <span className="font-mono text-label text-red">{code}</span> {sentence(message)}
            </span>
            {fix && (
              <span className="block truncate text-dim" title={sentence(fix)}>
                {sentence(fix)}
              </span>
            )}
          </span>
        </span>
      ),
    },
    {
      key: "remedy",
      label: text.columns.remedy,
      quiet: true,
      width: "minmax(148px,1fr)",
      align: "right",
      cell: (row) => {
        if (remedies.done.has(row.id)) {
          return (
            <span className="flex items-center gap-1 text-green">
              <Check className="size-4" aria-hidden />
              {text.done}
            </span>
          );
        }
        const label = remedies.labelOf(row);
        return (
          label && (
            <Button
              className={`${ABOVE_ROW_LINK} max-w-full shrink`}
              icon={<Wrench aria-hidden />}
              busy={remedies.busy === row.id}
              refused={refused}
              title={label}
              data-testid="refusal-remedy"
              onClick={() => remedies.apply(row)}
            >
              <span className="truncate">{label}</span>
            </Button>
          )
        );
      },
    },
  ];
}
