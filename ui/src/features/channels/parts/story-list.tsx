import { ArrowDownToLine, ArrowUpToLine, Flag, Scissors } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Button } from "../../../components/button";
import { cx } from "../../../lib/cx";
import { clock, count, oneLine } from "../../../lib/format";
import { ROW, stretchOf } from "../../../lib/stretch";
import { strings } from "../../../lib/strings";
import { type Line, olderThan, removedBefore } from "../story";
import { PAGE, type StoryReader, type Told } from "../story-reader";

const text = strings.channels.story;

/** The messages in view, oldest at the top. Follows the newest until somebody reads further up. */
export function StoryList({
  reader,
  told,
  kept,
  selected,
  onSelect,
}: {
  reader: StoryReader;
  told: Told;
  kept: boolean;
  selected: number | undefined;
  onSelect: (position: number | undefined) => void;
}) {
  const { story } = told;
  const { lines } = story;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const first = useRef<number | undefined>(undefined);
  const [view, setView] = useState({ top: 0, height: 0, away: false });
  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop: top, clientHeight: height } = element;
    const away = !following.current;
    setView((was) =>
      was.top === top && was.height === height && was.away === away ? was : { top, height, away },
    );
  }, []);
  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    following.current = element.scrollTop + element.clientHeight > element.scrollHeight - ROW;
    look();
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    // It begins at its end; a look before would take the start for a place that is read.
    element.scrollTop = element.scrollHeight;
    look();
    const watcher = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight;
      look();
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [look]);
  // What comes before the list must not move what is read; what comes after it is followed.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const was = first.current;
    first.current = lines[0]?.position;
    const before = was === undefined ? -1 : lines.findIndex((line) => line.position >= was);
    if (before > 0 && !following.current) element.scrollTop += before * ROW;
    else if (following.current && story.tail) element.scrollTop = element.scrollHeight;
    look();
  }, [lines, story.tail, look]);

  const jump = () => {
    if (!story.tail) void reader.latest();
    following.current = true;
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  const select = (at: number) => {
    const line = lines[Math.min(Math.max(at, 0), lines.length - 1)];
    const element = scroller.current;
    if (!line || !element) return;
    onSelect(line.position);
    const top = (lines.indexOf(line) + 1) * ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + ROW - element.clientHeight;
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = selected === undefined ? lines.length : lines.findIndex((line) => line.position === selected);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      select(to);
    } else if (event.key === "Escape" && selected !== undefined) {
      event.preventDefault();
      onSelect(undefined);
    }
  };

  const stretch = stretchOf({
    rows: lines.length,
    top: Math.max(view.top - ROW, 0),
    height: view.height,
    following: following.current && story.tail,
  });
  const digits = `max(40px, ${count(lines.at(-1)?.position ?? 0).length}ch)`;
  const columns = `88px ${digits} minmax(56px,110px) minmax(48px,90px) minmax(0,1fr)`;
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        role="listbox"
        aria-label={text.label}
        aria-activedescendant={selected === undefined ? undefined : `${id}-${selected}`}
        tabIndex={0}
        data-testid="history-list"
        style={{ overflowAnchor: "none" }}
        className="absolute inset-0 overflow-y-auto focus-visible:-outline-offset-2"
      >
        <Top reader={reader} told={told} kept={kept} />
        <div role="presentation" className="relative" style={{ height: lines.length * ROW }}>
          {lines.slice(stretch.first, stretch.end).map((line, slot) => (
            <Row
              key={line.position}
              id={`${id}-${line.position}`}
              line={line}
              top={(stretch.first + slot) * ROW}
              columns={columns}
              selected={line.position === selected}
              onSelect={() => onSelect(line.position === selected ? undefined : line.position)}
            />
          ))}
        </div>
        {!story.tail && (
          <Notice>
            <Button
              tone="quiet"
              icon={<ArrowDownToLine aria-hidden />}
              busy={told.busy === "newer"}
              onClick={() => void reader.newer()}
            >
              {text.newer(count(Math.min(PAGE, story.newest - (lines.at(-1)?.position ?? 0))))}
            </Button>
          </Notice>
        )}
      </div>
      {lines.length > 0 && (view.away || !story.tail) && (
        <button
          type="button"
          onClick={jump}
          className="tnum absolute bottom-3 left-1/2 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 text-row font-medium text-accent shadow-float hover:bg-hover"
        >
          <ArrowDownToLine className="size-4" aria-hidden />
          {story.waiting > 0 ? text.latest(count(story.waiting)) : text.latestOnly}
        </button>
      )}
    </div>
  );
}

/** What is before the list: more of it, or where it begins, and why there. */
function Top({ reader, told, kept }: { reader: StoryReader; told: Told; kept: boolean }) {
  const { story } = told;
  if (!kept) return <Notice>{story.missed > 0 ? text.missed(count(story.missed)) : text.notKept}</Notice>;
  const older = olderThan(story);
  if (older > 0) {
    return (
      <Notice>
        <Button
          tone="quiet"
          keys="o"
          icon={<ArrowUpToLine aria-hidden />}
          busy={told.busy === "older"}
          onClick={() => void reader.older()}
        >
          {text.older(count(Math.min(PAGE, older)))}
        </Button>
      </Notice>
    );
  }
  const removed = removedBefore(story);
  return removed !== undefined ? (
    <Notice>
      <Scissors className="size-4" aria-hidden />
      {text.removed(count(removed))}
    </Notice>
  ) : (
    <Notice>
      {story.lines.length > 0 && (
        <>
          <Flag className="size-4" aria-hidden />
          {text.beginning}
        </>
      )}
    </Notice>
  );
}

function Notice({ children }: { children: ReactNode }) {
  return (
    <div
      role="presentation"
      style={{ height: ROW }}
      className="flex items-center justify-center gap-1.5 text-label text-dim"
    >
      {children}
    </div>
  );
}

function Row({
  id,
  line,
  top,
  columns,
  selected,
  onSelect,
}: {
  id: string;
  line: Line;
  top: number;
  columns: string;
  selected: boolean;
  onSelect: () => void;
}) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={selected}
      data-testid="history-row"
      onMouseDown={onSelect}
      style={{ height: ROW, transform: `translateY(${top}px)`, gridTemplateColumns: columns }}
      className={cx(
        "absolute inset-x-0 top-0 grid items-center gap-x-3 px-3 text-row [&>*]:truncate",
        selected ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      <span className="tnum font-mono text-dim">{clock(Date.parse(line.at))}</span>
      <span className="tnum text-right text-faint">{count(line.position)}</span>
      <span className="font-mono">{line.event}</span>
      <span className="text-dim">{line.sender.label}</span>
      <span className="font-mono">{oneLine(line.cut ?? JSON.stringify(line.payload))}</span>
    </div>
  );
}
