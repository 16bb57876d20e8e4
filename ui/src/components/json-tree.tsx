import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { cx } from "../lib/cx";
import { count } from "../lib/format";
import type { Json } from "../lib/json";
import type { Path } from "../lib/json-path";
import { strings } from "../lib/strings";
import { fold, linesOf, moveBy, NEW_SHAPE, showMore, TEXT_SHOWN, type TreeLine } from "../lib/tree";

const text = strings.kit;

/** What a value means, in words; nothing where there is nothing to say. */
type Explain = (value: Json) => string | undefined;

/** A value that was clicked or entered, and whether Alt was held. */
type Pick = (path: Path, value: Json, alt: boolean) => void;

/**
 * JSON as a tree, gone through with the arrow keys. Everything is a text node. `onPick` makes the values something to
 * click; `onCurrent` tells which line has the focus.
 */
export function JsonTree({
  value,
  label = text.tree,
  explain,
  onPick,
  onCurrent,
}: {
  value: Json;
  label?: string;
  explain?: Explain;
  onPick?: Pick;
  onCurrent?: (line: TreeLine) => void;
}) {
  const [shape, setShape] = useState(NEW_SHAPE);
  const [current, setCurrent] = useState("$");
  const tree = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => linesOf(value, shape), [value, shape]);
  // The line may have been folded away, or be of another value.
  const at = Math.max(
    lines.findIndex((line) => line.id === current),
    0,
  );

  const goTo = (id: string) => {
    setCurrent(id);
    tree.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(id)}"]`)?.focus();
  };
  const enter = (line: TreeLine, alt: boolean) => {
    if (line.more !== undefined) {
      // The first of those that come takes the place of this line, and its focus.
      const next = showMore(shape, line);
      const first = linesOf(value, next)[lines.indexOf(line)];
      flushSync(() => setShape(next));
      if (first) goTo(first.id);
    } else if (line.open !== undefined) setShape(fold(shape, line.id, !line.open));
    else if (onPick) onPick(line.path, line.value, alt);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[at];
    if (!line || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      enter(line, event.altKey);
      return;
    }
    if (event.altKey) return;
    const move = moveBy(lines, at, event.key);
    // Also at the ends: the keys are the tree's own, not the page's.
    if (move || /^(Arrow|Home|End)/.test(event.key)) event.preventDefault();
    if (!move) return;
    if ("to" in move) goTo(move.to);
    else setShape(fold(shape, "open" in move ? move.open : move.fold, "open" in move));
  };
  return (
    <div
      ref={tree}
      role="tree"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="font-mono text-row leading-5 selectable"
    >
      {lines.map((line, index) => (
        <Line
          key={line.id}
          line={line}
          focusable={index === at}
          explain={explain}
          pickable={onPick !== undefined}
          onFocus={() => {
            setCurrent(line.id);
            onCurrent?.(line);
          }}
          onEnter={(alt) => enter(line, alt)}
        />
      ))}
    </div>
  );
}

function Line({
  line,
  focusable,
  explain,
  pickable,
  onFocus,
  onEnter,
}: {
  line: TreeLine;
  focusable: boolean;
  explain: Explain | undefined;
  pickable: boolean;
  onFocus: () => void;
  onEnter: (alt: boolean) => void;
}) {
  const { id, path, depth, open, more, type } = line;
  const name = path.at(-1);
  const branch = open !== undefined || more !== undefined;
  const meaning = more === undefined ? explain?.(line.value) : undefined;
  const marking = () => getSelection()?.isCollapsed === false;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      role="treeitem"
      data-line={id}
      tabIndex={focusable ? 0 : -1}
      aria-level={depth + 1}
      aria-posinset={line.place}
      aria-setsize={line.siblings}
      aria-expanded={open}
      aria-description={meaning}
      title={more === undefined ? [text.types[type], meaning].filter(Boolean).join(" · ") : undefined}
      onFocus={onFocus}
      onClick={(event) => {
        // Who marks a text to copy it does not mean the line.
        if ((branch || pickable) && !marking()) onEnter(event.altKey);
      }}
      style={{ paddingLeft: depth * 14 }}
      className={cx(
        "flex min-w-0 scroll-mb-16 items-start rounded-sm pr-1 focus:bg-accent-soft focus-visible:-outline-offset-2",
        (branch || pickable) && "cursor-default hover:bg-hover",
      )}
    >
      <ChevronRight
        aria-hidden
        className={cx(
          "my-0.5 size-4 shrink-0 text-faint",
          open && "rotate-90",
          open === undefined && "invisible",
        )}
      />
      {more !== undefined ? (
        <span className="text-accent">{text.treeMore(count(more))}</span>
      ) : (
        <span className="min-w-0 break-words">
          {name !== undefined && <span className="mr-1.5 text-dim">{name}:</span>}
          <Value line={line} />
        </span>
      )}
    </div>
  );
}

function Value({ line: { value, type, open, members } }: { line: TreeLine }) {
  if (type === "object" || type === "list") {
    const [begin, end] = type === "list" ? "[]" : "{}";
    return (
      <span className="text-faint">
        {members === 0 ? `${begin}${end}` : `${begin} ${count(members)} ${end}`}
      </span>
    );
  }
  if (type === "null") return <span className="text-faint">null</span>;
  if (type === "boolean") return <span className="text-violet">{String(value)}</span>;
  if (type === "number") return <span className="text-blue">{String(value)}</span>;
  const whole = String(value);
  const folded = open === false;
  return (
    <>
      <span className="text-green whitespace-pre-wrap">"{folded ? whole.slice(0, TEXT_SHOWN) : whole}"</span>
      {folded && <span className="ml-1 text-accent">{text.treeLong(count(whole.length - TEXT_SHOWN))}</span>}
    </>
  );
}
