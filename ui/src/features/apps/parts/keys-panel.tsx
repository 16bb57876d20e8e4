import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { RotateDialog } from "./rotate-dialog";
import { SecretRow } from "./secret-row";

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
            <SecretRow
              key={key.id}
              secret={key.token}
              covered={`ptk_••••••••${key.token.slice(-4)}`}
              since={key.created_at}
              until={key.until}
              newest={index === 0}
              words={text}
              testId="project-key"
            />
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
