import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Hash } from "lucide-react";
import { useId, useState } from "react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import {
  addresses,
  type Ingredients,
  joinable,
  personas,
  type SnippetKind,
  snippet,
} from "../../../api/snippets";
import type { Info } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { CopyButton } from "../../../components/copy";
import { Select } from "../../../components/field";
import { Panel } from "../../../components/panel";
import { Empty, Skeleton, Trouble } from "../../../components/states";
import { Tabs } from "../../../components/tabs";
import { strings } from "../../../lib/strings";

const text = strings.overview;

const tabs = Object.entries(text.tabs) as [SnippetKind, string][];

/** Code to paste: who connects, and into which channel, is chosen here; everything else is as it is. */
export function Connect({ info }: { info: Info | undefined }) {
  const { app } = usePlace();
  const queries = useQueries();
  const credentials = useQuery(queries.credentials(app.id));
  const tokens = useQuery(queries.tokens(app.id));
  const channels = useQuery(queries.channels(app.id));
  const [chosen, setChosen] = useState<string>();
  const [wanted, setWanted] = useState<string>();
  const [tab, setTab] = useState<SnippetKind>("browser");

  const failed = [credentials, tokens, channels].find((one) => one.error);
  if (failed) {
    return <Trouble error={asApiError(failed.error)} retry={() => void failed.refetch()} />;
  }
  if (!info || !credentials.data || !tokens.data || !channels.data) {
    return (
      <Panel title={text.connect}>
        <Skeleton rows={14} />
      </Panel>
    );
  }

  const people = personas(tokens.data);
  const token = chosen === "" ? undefined : (people.find((one) => one.id === chosen) ?? people[0])?.id;
  const choices = joinable(channels.data, token !== undefined);
  const channel = (choices.find((one) => one.name === wanted) ?? choices[0])?.name;
  const where = addresses(info);
  const from: Ingredients | undefined =
    channel === undefined || where === undefined
      ? undefined
      : { projectId: app.id, projectToken: credentials.data.project_token, token, channel, ...where };

  return (
    <Panel
      title={text.connect}
      end={
        <div className="-mr-1.5 flex min-w-0 items-center gap-1.5 text-row text-dim">
          <Choice
            label={text.persona}
            value={token ?? ""}
            onChange={setChosen}
            options={[
              ...people.map((one) => ({ value: one.id, label: one.name ?? one.id })),
              { value: "", label: text.nobody },
            ]}
          />
          {from && (
            <Choice
              label={text.channel}
              value={from.channel}
              onChange={setWanted}
              options={choices.map((one) => ({ value: one.name, label: one.name }))}
            />
          )}
        </div>
      }
    >
      {from ? (
        <>
          <Tabs
            label={text.connect}
            value={tab}
            onChange={(key) => setTab(key as SnippetKind)}
            tabs={tabs.map(([key, label]) => ({
              key,
              label,
              content: <Code>{snippet(key, from).trimEnd()}</Code>,
            }))}
            end={<CopyButton text={snippet(tab, from)} />}
          />
          <p className="mt-2 text-row text-faint">{text.connectAbout}</p>
        </>
      ) : (
        <Empty icon={<Hash />} title={text.noChannel.title} about={text.noChannel.about}>
          <Link to="/channels" className="text-accent hover:underline">
            {text.noChannel.create}
          </Link>
        </Empty>
      )}
    </Panel>
  );
}

function Choice({
  label,
  value,
  onChange,
  options,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: { value: string; label: string }[];
}) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <Select id={id} className="max-w-40" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    </>
  );
}

/** As high as the longest snippet, so that nothing jumps from tab to tab. */
function Code({ children }: { children: string }) {
  return (
    <pre
      data-testid="snippet"
      className="min-h-[350px] rounded-control border border-line bg-canvas p-3 font-mono text-row leading-[18px] break-all whitespace-pre-wrap selectable"
    >
      {children}
    </pre>
  );
}
