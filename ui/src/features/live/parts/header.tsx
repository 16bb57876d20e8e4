import type { KeyboardEvent, PointerEvent } from "react";
import { useRef } from "react";
import { cx } from "../../../lib/cx";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";
import {
  type ColumnKey,
  chooseColumns,
  chosenColumns,
  type Fitted,
  LEAST,
  MOST,
  STEP,
  widthOf,
  withWidth,
} from "../columns";
import { ENDS } from "./row";

const text = strings.live;

/** Names of the columns; the edge of each can be moved, by mouse and by keys. */
export function Header({ fitted }: { fitted: Fitted }) {
  return (
    <div
      role="row"
      style={{ gridTemplateColumns: fitted.template }}
      className={cx(
        ENDS,
        "grid h-7 shrink-0 items-center border-b border-line border-l-transparent bg-panel text-label font-medium text-faint",
      )}
    >
      {fitted.shown.map(({ key, align, fixed, grows }) => (
        <span key={key} role="columnheader" className="relative flex h-full min-w-0 items-center">
          <span className={cx("min-w-0 flex-1 truncate", align === "right" && "text-right")}>
            {/* An arrow says enough to who sees it. */}
            {key === "direction" ? <span className="sr-only">{text.columns[key]}</span> : text.columns[key]}
          </span>
          {!fixed && !grows && <Edge column={key} />}
        </span>
      ))}
    </div>
  );
}

function Edge({ column }: { column: ColumnKey }) {
  const choice = useStore(chosenColumns);
  const width = widthOf(column, choice);
  const grip = useRef<{ x: number; width: number } | null>(null);
  const set = (next: number) => chooseColumns(withWidth(chosenColumns.get(), column, next));
  const begin = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, width };
  };
  const move = (event: PointerEvent) => {
    if (grip.current) set(grip.current.width + event.clientX - grip.current.x);
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(width + by);
  };
  return (
    <span
      role="separator"
      aria-label={text.columnWidth(text.columns[column])}
      aria-orientation="vertical"
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={width}
      tabIndex={0}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={() => {
        grip.current = null;
      }}
      onKeyDown={step}
      className="group absolute inset-y-0 -right-3 z-10 flex w-3 cursor-col-resize touch-none justify-center focus-visible:-outline-offset-2"
    >
      <span className="my-1.5 w-px bg-line group-hover:bg-accent" aria-hidden />
    </span>
  );
}
