import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { AppCredentials } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { useShortcut } from "../../../lib/shortcuts";
import { type Secret, SecretRow, type SecretWords } from "./secret-row";

interface Words extends SecretWords {
  title: string;
  about: string;
  rotate: string;
  hidden: string;
  none: string;
}

/** Keys or secrets of an app, the newest first, for who may see them, and a dialog that makes another. */
export function CredentialsPanel({
  app,
  words,
  icon,
  keys,
  testId,
  of,
  dialog,
}: {
  app: string;
  words: Words;
  icon: ReactNode;
  keys: string;
  testId: string;
  of: (credentials: AppCredentials) => Secret[];
  dialog: (close: () => void) => ReactNode;
}) {
  const { may, refused } = useMay("manage");
  const { data, error, refetch } = useQuery({ ...useQueries().credentials(app), enabled: may });
  const [rotating, setRotating] = useState(false);
  useShortcut(keys, may ? () => setRotating(true) : null, words.rotate);
  const secrets = data && of(data);
  return (
    <Panel
      title={words.title}
      end={
        <Button
          tone="quiet"
          className="-mr-2"
          icon={icon}
          keys={keys}
          refused={refused}
          onClick={() => setRotating(true)}
        >
          {words.rotate}
        </Button>
      }
    >
      <p className="text-row text-dim">{words.about}</p>
      {!may ? (
        <p className="mt-2">{words.hidden}</p>
      ) : secrets?.length === 0 ? (
        <p className="mt-2">{words.none}</p>
      ) : secrets ? (
        <ul className="mt-2 flex flex-col divide-y divide-line">
          {secrets.map((one, index) => (
            <SecretRow key={one.id} of={one} newest={index === 0} words={words} testId={testId} />
          ))}
        </ul>
      ) : error ? (
        <Trouble className="mt-2" error={asApiError(error)} retry={() => void refetch()} />
      ) : (
        <Skeleton rows={2} className="mt-2" />
      )}
      {rotating && dialog(() => setRotating(false))}
    </Panel>
  );
}
