import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { Tag } from "../../../components/tag";
import { useNow } from "../../../lib/clock";
import { span, stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.apps.credentials;

export interface Secret {
  id: string;
  secret: string;
  /** How it looks while it is covered. */
  covered: string;
  created_at: string;
  until?: string | null;
  /** What there is to say of it beside its age. */
  about?: string;
}

export interface SecretWords {
  reveal: string;
  hide: string;
  copy: string;
}

/** A key or secret of an app: covered until one asks for it, with its age and its end. */
export function SecretRow({
  of: { secret, covered, created_at, until, about },
  newest,
  words,
  testId,
}: {
  of: Secret;
  newest: boolean;
  words: SecretWords;
  testId: string;
}) {
  const [shown, setShown] = useState(false);
  const since = `${text.since} ${stamp(created_at)}`;
  return (
    <li data-testid={testId} className="flex items-center gap-2 py-1">
      <div className="min-w-0 flex-1">
        <p className="font-mono text-row break-all selectable" data-testid={`${testId}-text`}>
          {shown ? secret : covered}
        </p>
        <p className="tnum text-label text-dim">{about ? `${since} · ${about}` : since}</p>
      </div>
      {until ? <Ends until={until} /> : newest && <Tag meaning="green">{text.newest}</Tag>}
      <IconButton
        label={shown ? words.hide : words.reveal}
        pressed={shown}
        icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        onClick={() => setShown(!shown)}
      />
      <CopyButton small label={words.copy} text={secret} />
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
