import { ArrowDownToLine } from "lucide-react";
import { type MouseEvent, type ReactNode, useMemo } from "react";
import type { Line } from "../../../api/types";
import { count } from "../../../lib/format";
import { useStore } from "../../../lib/store";
import { ROW } from "../../../lib/stretch";
import { strings } from "../../../lib/strings";
import { belongs } from "../belongs";
import { chosenColumns, fitted as fittedTo } from "../columns";
import type { Pane } from "../pane";
import type { Told } from "../source/source";
import { timeMode, timeText } from "../times";
import type { Scroll } from "../use-scroll";
import { termAt } from "./cells";
import { Header } from "./header";
import { Blank, Row } from "./row";

const text = strings.live;

export interface ListActions {
  /** `how`: alone, one more, or all up to it. */
  select: (line: Line, how: "alone" | "more" | "range") => void;
  term: (key: string, value: string, exclude: boolean) => void;
  unroll: (line: Line) => void;
  menu: (line: Line, x: number, y: number) => void;
}

/** The rows that are in view, and only those. */
export function List({
  pane,
  told,
  scroll,
  actions,
  children,
}: {
  pane: Pane;
  told: Told;
  scroll: Scroll;
  actions: ListActions;
  /** Instead of rows. */
  children?: ReactNode;
}) {
  const state = useStore(pane);
  const choice = useStore(chosenColumns);
  const mode = useStore(timeMode);
  const fitted = useMemo(() => fittedTo(choice, scroll.width), [choice, scroll.width]);
  const { source } = pane;
  const rows = told.end - told.first;
  const oldest = mode === "first" && !told.looking ? source.line(told.first)?.row.at : undefined;
  const before = (at: number) =>
    mode === "first"
      ? oldest
      : mode === "previous" && at > told.first
        ? source.line(at - 1)?.row.at
        : undefined;

  const lineAt = (event: MouseEvent) => source.line(scroll.lineAt(event.clientY));
  const near = (event: MouseEvent, what: string) => (event.target as Element).closest<HTMLElement>(what);
  const onMouseDown = (event: MouseEvent) => {
    const line = lineAt(event);
    if (!line || event.button !== 0 || near(event, "[data-term],[data-unroll]")) return;
    actions.select(line, event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "more" : "alone");
  };
  const onClick = (event: MouseEvent) => {
    const line = lineAt(event);
    if (!line) return;
    const term = termAt(line.row, event.target as Element);
    if (near(event, "[data-unroll]")) actions.unroll(line);
    else if (term) actions.term(term.key, term.value, event.altKey);
  };
  const onContextMenu = (event: MouseEvent) => {
    const line = lineAt(event);
    if (!line) return;
    event.preventDefault();
    actions.menu(line, event.clientX, event.clientY);
  };

  const drawn: ReactNode[] = [];
  for (let at = scroll.first; at < scroll.end; at++) {
    const line = source.line(at);
    drawn.push(
      <div
        key={scroll.placeOf(at)}
        role="presentation"
        className="absolute inset-x-0 top-0"
        style={{ transform: `translateY(${(at - scroll.anchor) * ROW}px)` }}
      >
        {line ? (
          <Row
            line={line}
            place={at - told.first + 1}
            time={timeText(mode, line.row.at, before(at))}
            fitted={fitted}
            selected={line.seq === state.selected?.seq}
            related={
              state.selected !== null &&
              line.seq !== state.selected.seq &&
              belongs(line.row, state.selected.row)
            }
            marked={state.marked.has(line.seq)}
            compared={line.seq === state.compared?.seq}
          />
        ) : (
          <Blank />
        )}
      </div>,
    );
  }

  return (
    <div role="table" aria-label={text.title} aria-rowcount={rows} className="flex min-h-0 flex-1 flex-col">
      <Header fitted={fitted} />
      <div className="relative min-h-0 flex-1">
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: everything that a click does here has a key of its own, see ? */}
        <div
          ref={scroll.scroller}
          onScroll={scroll.onScroll}
          onMouseDown={onMouseDown}
          onClick={onClick}
          onContextMenu={onContextMenu}
          data-testid="live-list"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          role="rowgroup"
          className="absolute inset-0 overflow-y-auto focus-visible:-outline-offset-2"
          style={{ overflowAnchor: "none" }}
        >
          <div role="presentation" style={{ height: scroll.inner }}>
            <div
              role="presentation"
              className="sticky top-0 overflow-hidden"
              style={{ height: Math.min(scroll.height, scroll.inner) }}
            >
              <div
                role="presentation"
                style={{ transform: `translateY(${Math.round((scroll.anchor - scroll.top) * ROW)}px)` }}
              >
                {drawn}
              </div>
            </div>
          </div>
        </div>
        {children && <div className="absolute inset-0 overflow-y-auto">{children}</div>}
        {state.reading && (
          <button
            type="button"
            onClick={() => pane.follow()}
            className="tnum absolute bottom-3 left-1/2 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 text-row font-medium text-accent shadow-float hover:bg-hover"
          >
            <ArrowDownToLine className="size-4" aria-hidden />
            {told.waiting > 0 ? text.jump(count(told.waiting)) : text.jumpOnly}
          </button>
        )}
      </div>
    </div>
  );
}
