import { useQuery } from "@tanstack/react-query";
import { asApiError } from "../../../api/error";
import type { JournalEntry } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Ago } from "../../../components/ago";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { strings } from "../../../lib/strings";
import { holds } from "../model";
import { AppName } from "./app-name";
import { ChannelLink } from "./channel-link";
import { OutcomeWord } from "./outcome-word";

const text = strings.approvals;

/** Every answer that was given, the newest first. */
export function Journal() {
  const journal = useQuery(useQueries().journal());
  return (
    <Panel title={text.journal} padded={false}>
      {journal.data ? (
        journal.data.length === 0 ? (
          <p className="p-3 text-dim">{text.journalEmpty}</p>
        ) : (
          <Table entries={journal.data} />
        )
      ) : journal.error ? (
        <Trouble
          error={asApiError(journal.error)}
          retry={() => void journal.refetch()}
          className="border-transparent"
        />
      ) : (
        <Skeleton rows={4} className="p-3" />
      )}
    </Panel>
  );
}

function Table({ entries }: { entries: JournalEntry[] }) {
  const { columns } = text;
  return (
    <table className="w-full table-fixed text-row [&_td]:truncate [&_td]:px-3 [&_th]:px-3">
      <thead>
        <tr className="h-7 border-b border-line text-left text-label text-faint [&>th]:font-medium">
          <th className="w-24">{columns.time}</th>
          <th className="w-26">{columns.outcome}</th>
          <th className="w-[16%]">{columns.who}</th>
          <th className="w-[18%]">{columns.channel}</th>
          <th className="w-32">{columns.by}</th>
          <th className="w-22">{columns.term}</th>
          <th>{columns.reason}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr
            key={`${entry.at} ${entry.approval ?? ""} ${entry.channel} ${entry.who.token ?? ""}`}
            data-testid="journal-row"
            className="h-8 border-b border-line last:border-0"
          >
            <td className="text-dim">
              <Ago at={entry.at} />
            </td>
            <td>
              <OutcomeWord outcome={entry.outcome} />
            </td>
            <td className="font-medium" title={entry.who.token ?? entry.who.label}>
              {entry.who.label}
            </td>
            <td title={entry.channel}>
              <ChannelLink app={entry.app} channel={entry.channel} />
              <AppName id={entry.app} />
            </td>
            <td className="text-dim">{text.by[entry.by]}</td>
            <td className="text-dim">{holds(entry)}</td>
            <td className="selectable" title={entry.reason ?? undefined}>
              {entry.reason}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
