import { Clock, X } from "lucide-react";
import { useState } from "react";
import { asApiError } from "../../../api/error";
import type { Channel } from "../../../api/types";
import { Button, IconButton } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { JsonTree } from "../../../components/json-tree";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { mention } from "../../../components/toast";
import { count, stamp } from "../../../lib/format";
import { type Json, pretty } from "../../../lib/json";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { type Line, olderThan } from "../story";
import type { StoryReader } from "../story-reader";
import { useStory } from "../use-story";
import { StoryList } from "./story-list";

const text = strings.channels.story;

/** What the channel has said and says, in one list. */
export function StoryPanel({ channel }: { channel: Channel }) {
  const { reader, told } = useStory(channel);
  const [selected, setSelected] = useState<number>();
  const [choosing, setChoosing] = useState(false);
  const kept = channel.capabilities.includes("persistent");
  const { story } = told;
  const line = story.lines.find((one) => one.position === selected);
  useShortcut("o", kept && olderThan(story) > 0 ? () => void reader.older() : null, text.loadOlder);
  useShortcut("t", kept ? () => setChoosing(true) : null, text.since);
  useShortcut("l", story.tail ? null : () => void reader.latest(), text.latestOnly);
  return (
    <Panel
      title={text.title}
      padded={false}
      className="h-[460px] overflow-hidden"
      end={
        kept && (
          <Button
            tone="quiet"
            keys="t"
            className="-mr-2"
            icon={<Clock aria-hidden />}
            onClick={() => setChoosing(true)}
          >
            {text.since}
          </Button>
        )
      }
    >
      <div className="flex h-full flex-col">
        {told.error !== undefined && (
          <Trouble
            error={asApiError(told.error)}
            retry={() => void (told.begun ? reader.older() : reader.latest())}
            className="m-3"
          />
        )}
        {!told.begun ? (
          told.error === undefined && <Skeleton rows={6} className="p-3" />
        ) : story.lines.length === 0 ? (
          <p className="p-3 text-dim">{kept ? text.none : text.noneLive}</p>
        ) : (
          <StoryList reader={reader} told={told} kept={kept} selected={selected} onSelect={setSelected} />
        )}
        {line && <Whole line={line} onClose={() => setSelected(undefined)} />}
      </div>
      {choosing && <SinceDialog reader={reader} onClose={() => setChoosing(false)} />}
    </Panel>
  );
}

/** One message, whole. */
function Whole({ line, onClose }: { line: Line; onClose: () => void }) {
  return (
    <section
      aria-label={text.payload}
      data-testid="history-detail"
      className="flex max-h-[45%] shrink-0 flex-col border-t border-line bg-canvas"
    >
      <header className="flex h-8 shrink-0 items-center gap-x-3 border-b border-line pr-1 pl-3 text-row">
        <span className="font-medium">{line.event}</span>
        <span className="tnum truncate text-dim">
          {text.position} {count(line.position)} · {stamp(line.at)} · {text.sender} {line.sender.label}
        </span>
        <span className="ml-auto flex">
          <CopyButton small text={line.cut ?? pretty(line.payload)} />
          <IconButton label={text.close} icon={<X aria-hidden />} onClick={onClose} />
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className="min-h-0 overflow-auto p-2" tabIndex={0}>
        {line.cut === undefined ? (
          <JsonTree value={line.payload as Json} />
        ) : (
          <>
            <p className="mb-1 text-label text-amber">{text.cut}</p>
            <pre className="font-mono text-row break-words whitespace-pre-wrap selectable">{line.cut}</pre>
          </>
        )}
      </div>
    </section>
  );
}

/** Local time as the field for it takes it. */
function localNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function SinceDialog({ reader, onClose }: { reader: StoryReader; onClose: () => void }) {
  const [at, setAt] = useState(localNow);
  const instant = new Date(at);
  const go = async () => {
    onClose();
    if (!(await reader.since(instant.toISOString())) && reader.get().error === undefined) {
      mention(text.sinceNone);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.since}
      verb={text.sinceVerb}
      blocked={Number.isNaN(instant.getTime())}
      onSubmit={() => void go()}
    >
      <Field label={text.at}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            type="datetime-local"
            step={1}
            value={at}
            onChange={(event) => setAt(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
