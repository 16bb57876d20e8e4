import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { remembered, useStore } from "../lib/store";

const LEAST = 320;
const MOST = 720;
const STEP = 24;

const fits = (width: number) => Math.min(Math.max(width, LEAST), MOST);

/** One width for all of them, kept from one window to the next. */
const chosen = remembered<number>("switchboard.side-panel", 420, (width) => fits(width) === width);

/** Everything about one thing, at the right; laid over the page where the window is narrow. Its edge can be moved. */
export function SidePanel({
  label,
  edge,
  testId,
  children,
}: {
  label: string;
  /** Name of the edge: what moving it does. */
  edge: string;
  testId: string;
  children: ReactNode;
}) {
  const width = useStore(chosen);
  const grip = useRef<{ x: number; width: number } | null>(null);
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, width };
  };
  const move = (event: PointerEvent) => {
    if (grip.current) chosen.set(fits(grip.current.width + grip.current.x - event.clientX));
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    chosen.set(fits(width + by));
  };
  return (
    <aside
      aria-label={label}
      data-testid={testId}
      style={{ width }}
      className="absolute inset-y-0 right-0 z-10 flex max-w-full shrink-0 flex-col border-l border-line bg-panel shadow-float wide:relative wide:shadow-none"
    >
      <div
        role="separator"
        aria-label={edge}
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
        className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none hover:bg-accent-soft focus-visible:-outline-offset-1"
      />
      {children}
    </aside>
  );
}
