import { Signature } from "lucide-react";
import { strings } from "../../../lib/strings";
import { purposeOf } from "../secret";
import { CredentialsPanel } from "./credentials-panel";
import { RotateSecretDialog } from "./rotate-secret-dialog";

const text = strings.apps.signing;

/** With which credentials of the app's clients are signed. */
export function SigningPanel({ app }: { app: string }) {
  return (
    <CredentialsPanel
      app={app}
      words={text}
      icon={<Signature aria-hidden />}
      keys="shift+k"
      testId="signing-key"
      of={(credentials) =>
        credentials.signing_keys.map((key) => ({
          ...key,
          covered: "••••••••••••••••",
          about: purposeOf(key.secret),
        }))
      }
      dialog={(close) => <RotateSecretDialog app={app} onClose={close} />}
    />
  );
}
