import { KeyRound } from "lucide-react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { strings } from "../../../lib/strings";
import { CredentialsPanel } from "./credentials-panel";
import { RotateDialog } from "./rotate-dialog";

const text = strings.apps.keys;

/** What the app's backend shows to be let in. */
export function KeysPanel({ app }: { app: string }) {
  const { api } = usePlace();
  const rotate = (overlapMs: number) =>
    ask(
      api.POST("/admin/v1/apps/{app}/credentials/rotate", {
        params: { path: { app } },
        body: { overlap_ms: overlapMs },
      }),
    );
  return (
    <CredentialsPanel
      app={app}
      words={text}
      icon={<KeyRound aria-hidden />}
      keys="k"
      testId="project-key"
      of={(credentials) =>
        credentials.keys.map(({ token, ...key }) => ({
          ...key,
          secret: token,
          covered: `ptk_••••••••${token.slice(-4)}`,
        }))
      }
      dialog={(close) => <RotateDialog app={app} words={text} rotate={rotate} onClose={close} />}
    />
  );
}
