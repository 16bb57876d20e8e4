import { CircleAlert, CircleCheck, History, PencilLine, Send } from "lucide-react";
import { usePlace } from "../../../api/context";
import { useMay } from "../../../api/may";
import { IconButton } from "../../../components/button";
import { Empty } from "../../../components/states";
import { dock } from "../../../lib/dock";
import { clock, oneLine } from "../../../lib/format";
import { useStore } from "../../../lib/store";
import { composer as text } from "../../../lib/strings/composer";
import { draftOf } from "../draft";
import { type Sent, sentIn } from "../sent";
import { sendDraft } from "../use-composer";
import { targetOf } from "../words";

/** What was sent from this window, to be sent again. */
export function SentPanel() {
  const { api, app } = usePlace();
  const { refused } = useMay("manage");
  const all = useStore(sentIn(app.id));
  if (all.length === 0)
    return <Empty icon={<History aria-hidden />} title={text.sentEmpty.title} about={text.sentEmpty.about} />;
  return (
    <ul aria-label={text.sentList} className="h-full overflow-y-auto py-1">
      {all.map((sent) => (
        <li
          key={sent.id}
          data-testid="composer-sent"
          className="flex h-8 items-center gap-3 px-3 text-row hover:bg-hover"
        >
          <span className="tnum shrink-0 font-mono text-dim">{clock(sent.at)}</span>
          <span className="w-28 shrink-0 truncate">{targetOf(sent.draft)}</span>
          <span className="w-28 shrink-0 truncate font-mono">{sent.draft.event}</span>
          <span className="min-w-0 flex-1 truncate font-mono text-dim">{oneLine(sent.draft.payload)}</span>
          <Outcome sent={sent} />
          <IconButton
            label={text.edit}
            icon={<PencilLine aria-hidden />}
            onClick={() => {
              draftOf(app.id).set(sent.draft);
              dock.show("message");
            }}
          />
          <IconButton
            label={text.again}
            icon={<Send aria-hidden />}
            refused={refused}
            onClick={() => sendDraft(api, app.id, sent.draft)}
          />
        </li>
      ))}
    </ul>
  );
}

function Outcome({ sent: { said, failure } }: { sent: Sent }) {
  return (
    <span
      title={failure ? failure.message : said}
      className={`flex w-60 min-w-0 shrink items-center gap-1 ${failure ? "text-red" : "text-green"}`}
    >
      {failure ? (
        <CircleAlert className="size-4" aria-hidden />
      ) : (
        <CircleCheck className="size-4" aria-hidden />
      )}
      <span className="truncate">{failure ? failure.code : said}</span>
    </span>
  );
}
