import { useQuery } from "@tanstack/react-query";
import { Eye, EyeOff, KeyRound } from "lucide-react";
import { useState } from "react";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { ProjectKey } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Button, IconButton } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { Tag } from "../../../components/tag";
import { useNow } from "../../../lib/clock";
import { span, stamp } from "../../../lib/format";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { RotateDialog } from "./rotate-dialog";

const text = strings.apps.keys;

/** What the app's backend shows to be let in. */
export function KeysPanel({ app }: { app: string }) {
  const { may, refused } = useMay("manage");
  const credentials = useQuery({ ...useQueries().credentials(app), enabled: may });
  const [rotating, setRotating] = useState(false);
  useShortcut("k", may ? () => setRotating(true) : null, text.rotate);
  const keys = credentials.data?.keys;
  return (
    <Panel
      title={text.title}
      end={
        <Button
          tone="quiet"
          className="-mr-2"
          icon={<KeyRound aria-hidden />}
          keys="k"
          refused={refused}
          onClick={() => setRotating(true)}
        >
          {text.rotate}
        </Button>
      }
    >
      <p className="text-row text-dim">{text.about}</p>
      {!may ? (
        <p className="mt-2">{text.hidden}</p>
      ) : keys ? (
        <ul className="mt-2 flex flex-col divide-y divide-line">
          {keys.map((key, index) => (
            <Key key={key.id} of={key} newest={index === 0} />
          ))}
        </ul>
      ) : credentials.error ? (
        <Trouble
          className="mt-2"
          error={asApiError(credentials.error)}
          retry={() => void credentials.refetch()}
        />
      ) : (
        <Skeleton rows={2} className="mt-2" />
      )}
      {rotating && <RotateDialog app={app} onClose={() => setRotating(false)} />}
    </Panel>
  );
}

function Key({ of: key, newest }: { of: ProjectKey; newest: boolean }) {
  const [shown, setShown] = useState(false);
  return (
    <li data-testid="project-key" className="flex items-center gap-2 py-1">
      <div className="min-w-0 flex-1">
        <p className="font-mono text-row break-all selectable" data-testid="project-key-text">
          {shown ? key.token : `ptk_••••••••${key.token.slice(-4)}`}
        </p>
        <p className="tnum text-label text-dim">
          {text.since} {stamp(key.created_at)}
        </p>
      </div>
      {key.until ? <Ends until={key.until} /> : newest && <Tag meaning="green">{text.newest}</Tag>}
      <IconButton
        label={shown ? text.hide : text.reveal}
        pressed={shown}
        icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        onClick={() => setShown(!shown)}
      />
      <CopyButton small label={text.copy} text={key.token} />
    </li>
  );
}

function Ends({ until }: { until: string }) {
  const left = Date.parse(until) - useNow(1000);
  return (
    <Tag meaning="amber" title={`${text.ends} ${stamp(until)}`}>
      {left > 0 ? text.endsIn(span(left)) : text.over}
    </Tag>
  );
}
