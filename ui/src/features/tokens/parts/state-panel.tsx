import { Pencil } from "lucide-react";
import { useState } from "react";
import { useMay } from "../../../api/may";
import type { Token } from "../../../api/types";
import { Button } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { JsonTree } from "../../../components/json-tree";
import { Panel } from "../../../components/panel";
import { Tabs } from "../../../components/tabs";
import { count } from "../../../lib/format";
import { type Json, pretty } from "../../../lib/json";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { begin, type StateEdit } from "../state-edit";
import { StateEditor } from "./state-editor";
import { StateVersions } from "./state-versions";

const text = strings.tokens.state;

/** The token's state: to look at, to change, and to go back to an earlier one. */
export function StatePanel({ token }: { token: Token }) {
  const { may, refused } = useMay("manage");
  const [edit, setEdit] = useState<StateEdit>();
  const [tab, setTab] = useState("now");
  const start = () => setEdit(begin(token));
  useShortcut("s", may && !edit ? start : null, strings.tokens.state.edit);
  return (
    <Panel
      title={text.title}
      end={
        <>
          <span className="tnum text-row text-dim" data-testid="token-state-version">
            {text.version(count(token.state_version))}
          </span>
          {!edit && (
            <span className="-mr-2 flex items-center">
              <CopyButton small text={pretty(token.state)} />
              <Button tone="quiet" icon={<Pencil aria-hidden />} keys="s" refused={refused} onClick={start}>
                {text.edit}
              </Button>
            </span>
          )}
        </>
      }
    >
      {edit ? (
        <StateEditor token={token} edit={edit} onEdit={setEdit} onDone={() => setEdit(undefined)} />
      ) : (
        <Tabs
          label={text.title}
          value={tab}
          onChange={setTab}
          tabs={[
            { key: "now", label: text.present, content: <Present token={token} /> },
            { key: "versions", label: text.versions, content: <StateVersions token={token} /> },
          ]}
        />
      )}
    </Panel>
  );
}

function Present({ token }: { token: Token }) {
  if (Object.keys(token.state).length === 0) return <p className="text-dim">{text.empty}</p>;
  return (
    <div className="max-h-80 overflow-auto">
      <JsonTree value={token.state as Json} />
    </div>
  );
}
