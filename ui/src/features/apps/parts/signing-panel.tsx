import { useQuery } from "@tanstack/react-query";
import { Signature } from "lucide-react";
import { useState } from "react";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { bitsOf } from "../secret";
import { RotateSecretDialog } from "./rotate-secret-dialog";
import { SecretRow } from "./secret-row";

const text = strings.apps.signing;

/** With which credentials of the app's clients are signed. */
export function SigningPanel({ app }: { app: string }) {
  const { may, refused } = useMay("manage");
  const credentials = useQuery({ ...useQueries().credentials(app), enabled: may });
  const [rotating, setRotating] = useState(false);
  useShortcut("shift+k", may ? () => setRotating(true) : null, text.rotate);
  const secrets = credentials.data?.signing_keys;
  return (
    <Panel
      title={text.title}
      end={
        <Button
          tone="quiet"
          className="-mr-2"
          icon={<Signature aria-hidden />}
          keys="shift+k"
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
      ) : secrets?.length === 0 ? (
        <p className="mt-2">{text.none}</p>
      ) : secrets ? (
        <ul className="mt-2 flex flex-col divide-y divide-line">
          {secrets.map(({ id, secret, created_at, until }, index) => {
            const bits = bitsOf(secret);
            return (
              <SecretRow
                key={id}
                secret={secret}
                covered="••••••••••••••••"
                since={created_at}
                until={until}
                newest={index === 0}
                words={text}
                testId="signing-key"
              >
                {` · ${bits ? text.encrypts(String(bits)) : text.signsOnly}`}
              </SecretRow>
            );
          })}
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
      {rotating && <RotateSecretDialog app={app} onClose={() => setRotating(false)} />}
    </Panel>
  );
}
