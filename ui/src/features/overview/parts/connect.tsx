import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Hash } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import { snippet } from "../../../api/snippets";
import type { DialectInfo, Info } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { CopyButton } from "../../../components/copy";
import { Select } from "../../../components/field";
import { Panel } from "../../../components/panel";
import { Empty, Skeleton, Trouble } from "../../../components/states";
import { Tabs } from "../../../components/tabs";
import { strings } from "../../../lib/strings";
import { type Choosing, useSnippets } from "../use-snippets";

const text = strings.overview;

/** Code to paste, for clients of each dialect. */
export function Connect({ info }: { info: Info | undefined }) {
  const [chosen, setChosen] = useState<string>();
  const dialect = info?.dialects.find((one) => one.name === chosen) ?? info?.dialects[0];
  return (
    <Panel title={text.connect}>
      {info && dialect ? (
        <Tabs
          label={text.dialects}
          value={dialect.name}
          onChange={setChosen}
          tabs={info.dialects.map((one) => ({
            key: one.name,
            label: one.name,
            content: <Snippets info={info} dialect={one} />,
          }))}
        />
      ) : (
        <Skeleton rows={14} />
      )}
    </Panel>
  );
}

/** Those of one dialect: who connects, and into which channel, is chosen here. */
function Snippets({ info, dialect }: { info: Info; dialect: DialectInfo }) {
  const made = useSnippets(info, dialect);
  const [chosen, setChosen] = useState<string>();
  const { may } = useMay("manage");
  const kind = made.kinds.find((one) => one === chosen) ?? made.kinds[0];
  if (dialect.mints && !may) return <p className="text-dim">{text.notMinted}</p>;
  if (made.error) return <Trouble error={asApiError(made.error)} retry={made.retry} />;
  if (made.kinds.length === 0) {
    return made.home ? <Elsewhere app={made.home} /> : <p className="text-dim">{text.speaksOther}</p>;
  }
  if (made.noChannel) {
    return (
      <Empty icon={<Hash />} title={text.noChannel.title} about={text.noChannel.about}>
        <Link to="/channels" className="text-accent hover:underline">
          {text.noChannel.create}
        </Link>
      </Empty>
    );
  }
  const { from } = made;
  if (!from || !kind) return <Skeleton rows={14} />;
  const labels = text.tabs[dialect.name] ?? {};
  return (
    <>
      <div className="mb-2 flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5 text-row text-dim">
        {made.who && <Choice label={text.persona} of={made.who} />}
        {made.where && <Choice label={text.channel} of={made.where} />}
      </div>
      <Tabs
        label={text.snippets}
        value={kind}
        onChange={setChosen}
        tabs={made.kinds.map((key) => ({
          key,
          label: labels[key] ?? key,
          content: <Code>{snippet(dialect.name, key, from).trimEnd()}</Code>,
        }))}
        end={<CopyButton text={snippet(dialect.name, kind, from)} />}
      />
      <p className="mt-2 text-row text-faint">
        {text.connectAbout} {dialect.mints && text.minted}
      </p>
      {made.home && <Elsewhere app={made.home} />}
    </>
  );
}

/** Clients of this dialect are in another app, unless they name one. */
function Elsewhere({ app }: { app: string }) {
  const apps = useQuery(useQueries().apps());
  const { app: inView } = usePlace();
  const name = apps.data?.find((one) => one.id === app)?.name ?? app;
  return (
    <p className="mt-2 text-row text-dim">
      {text.elsewhere(name)}{" "}
      {app !== inView.id && (
        <Link to="/apps/$app" params={{ app }} className="rounded-sm text-accent hover:underline">
          {text.toElsewhere}
        </Link>
      )}
    </p>
  );
}

function Choice({ label, of: { options, value, choose } }: { label: string; of: Choosing }) {
  const id = useId();
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <label htmlFor={id}>{label}</label>
      <Select id={id} className="max-w-52" value={value} onChange={(event) => choose(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    </span>
  );
}

/** As high as an ordinary snippet, so that little jumps from tab to tab; a longer one scrolls. */
function Code({ children }: { children: ReactNode }) {
  return (
    <pre
      data-testid="snippet"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="h-[396px] overflow-y-auto rounded-control border border-line bg-canvas p-3 font-mono text-row leading-[18px] break-all whitespace-pre-wrap selectable"
    >
      {children}
    </pre>
  );
}
