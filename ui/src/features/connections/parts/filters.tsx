import { ListFilter, X } from "lucide-react";
import { useState } from "react";
import { useChannelOptions, useTokenOptions } from "../../../api/use-options";
import { Combobox } from "../../../components/combobox";
import { strings } from "../../../lib/strings";
import { endOf, isClient, tailOf } from "../../../lib/token-tail";
import type { ConnectionsSearch } from "../model";

const text = strings.connections;

/** Which connections are shown: chips that go with a click, and a field that adds them. */
export function Filters({
  search,
  onChange,
}: {
  search: ConnectionsSearch;
  onChange: (change: Partial<Record<"token" | "channel", string | undefined>>) => void;
}) {
  const [typed, setTyped] = useState("");
  const channels = useChannelOptions(typed);
  const tokens = useTokenOptions(typed);
  const options = [
    ...channels.options.map(({ value }) => ({ value: `channel ${value}`, label: text.filterChannel(value) })),
    ...tokens.options.map(({ value, label }) => ({
      value: `token ${value}`,
      label,
      about: calls(tailOf(value)),
    })),
  ];
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line bg-panel px-4 py-1">
      <div className="w-64">
        <Combobox
          label={text.filterBy}
          placeholder={text.filterBy}
          icon={<ListFilter aria-hidden />}
          text={typed}
          onType={setTyped}
          options={options}
          searching={channels.searching || tokens.searching}
          onPick={({ value }) => {
            setTyped("");
            if (value.startsWith("channel ")) onChange({ channel: value.slice("channel ".length) });
            else onChange({ token: tailOf(value) });
          }}
        />
      </div>
      {search.channel && (
        <Chip label={text.filterChannel(search.channel)} onDrop={() => onChange({ channel: undefined })} />
      )}
      {search.token && <Chip label={calls(search.token)} onDrop={() => onChange({ token: undefined })} />}
    </div>
  );
}

function calls(tail: string): string {
  return isClient(tail) ? text.filterClient(endOf(tail)) : text.filterToken(tail);
}

function Chip({ label, onDrop }: { label: string; onDrop: () => void }) {
  return (
    <button
      type="button"
      aria-label={text.dropFilter(label)}
      title={text.dropFilter(label)}
      onClick={onDrop}
      className="flex h-7 max-w-64 items-center gap-1 rounded-full bg-accent-soft pr-2 pl-3 text-row text-accent hover:underline"
    >
      <span className="truncate">{label}</span>
      <X className="size-3.5" aria-hidden />
    </button>
  );
}
