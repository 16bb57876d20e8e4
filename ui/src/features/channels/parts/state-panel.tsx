import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { ChannelState } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { JsonTree } from "../../../components/json-tree";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { Tabs } from "../../../components/tabs";
import { count } from "../../../lib/format";
import { type Json, pretty } from "../../../lib/json";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { begin, type StateEdit } from "../state-edit";
import { StateEditor } from "./state-editor";
import { StateVersions } from "./state-versions";

const text = strings.channels;

/** The channel's state: to look at, to change, and to go back to. */
export function StatePanel({ channel }: { channel: string }) {
  const { app } = usePlace();
  const state = useQuery(useQueries().state(app.id, channel));
  const { refused } = useMay("manage");
  const [edit, setEdit] = useState<StateEdit>();
  const [view, setView] = useState("tree");
  const current = state.data;
  const start = current && !edit && !refused ? () => setEdit(begin(current)) : null;
  useShortcut("s", start, text.stateEditKeys);
  useShortcut("v", current && !edit ? () => setView("versions") : null, text.stateViews.versions);
  return (
    <Panel
      title={text.state}
      end={
        current && (
          <>
            <span className="tnum text-row text-dim" data-testid="channel-state-version">
              {text.stateVersion(count(current.version))}
            </span>
            {!edit && (
              <Button
                tone="quiet"
                className="-mr-2"
                keys="s"
                icon={<Pencil aria-hidden />}
                refused={refused}
                data-testid="channel-state-edit"
                onClick={start ?? undefined}
              >
                {text.stateEdit}
              </Button>
            )}
          </>
        )
      }
    >
      {!current ? (
        state.error ? (
          <Trouble error={asApiError(state.error)} retry={() => void state.refetch()} />
        ) : (
          <Skeleton rows={4} />
        )
      ) : edit ? (
        <StateEditor
          channel={channel}
          current={current}
          edit={edit}
          onEdit={setEdit}
          onDone={() => setEdit(undefined)}
        />
      ) : (
        <Tabs
          label={text.state}
          value={view}
          onChange={setView}
          end={view !== "versions" && <CopyButton small text={pretty(current.value)} />}
          tabs={[
            { key: "tree", label: text.stateViews.tree, content: <Tree state={current} /> },
            { key: "text", label: text.stateViews.text, content: <Text state={current} /> },
            {
              key: "versions",
              label: text.stateViews.versions,
              content: <StateVersions channel={channel} current={current} />,
            },
          ]}
        />
      )}
    </Panel>
  );
}

function Tree({ state }: { state: ChannelState }) {
  if (Object.keys(state.value).length === 0) return <p className="text-dim">{text.stateEmpty}</p>;
  return (
    <div className="max-h-80 overflow-auto">
      <JsonTree value={state.value as Json} />
    </div>
  );
}

function Text({ state }: { state: ChannelState }) {
  return (
    <pre className="max-h-80 overflow-auto font-mono text-row leading-[18px] break-words whitespace-pre-wrap selectable">
      {pretty(state.value)}
    </pre>
  );
}
