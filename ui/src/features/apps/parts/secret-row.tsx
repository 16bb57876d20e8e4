import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { IconButton } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { Tag } from "../../../components/tag";
import { useNow } from "../../../lib/clock";
import { span, stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.apps.keys;

interface Words {
  reveal: string;
  hide: string;
  copy: string;
}

/** A secret of an app: covered until one asks for it, with its age and its end. */
export function SecretRow({
  secret,
  covered,
  since,
  until,
  newest,
  words,
  testId,
  children,
}: {
  secret: string;
  /** How it looks while it is covered. */
  covered: string;
  since: string;
  until: string | null | undefined;
  newest: boolean;
  words: Words;
  testId: string;
  children?: ReactNode;
}) {
  const [shown, setShown] = useState(false);
  return (
    <li data-testid={testId} className="flex items-center gap-2 py-1">
      <div className="min-w-0 flex-1">
        <p className="font-mono text-row break-all selectable" data-testid={`${testId}-text`}>
          {shown ? secret : covered}
        </p>
        <p className="tnum text-label text-dim">
          {text.since} {stamp(since)}
          {children}
        </p>
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
