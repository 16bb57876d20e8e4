//! When to paint: with the next frame, and not at all twice in one.

export interface Scheduler {
  now(): number;
  /** Runs once, with the next frame. */
  soon(run: () => void): void;
  /** Runs once, after so many ms; the returned function takes it back. */
  after(ms: number, run: () => void): () => void;
  /** Runs once, when the frame that is being made is on the screen. */
  painted(run: () => void): void;
}

/** A hidden window paints no frames; what waits for one runs after so many ms all the same. */
const HIDDEN_MS = 250;

/** Messages are handed out after a frame, and not before it. */
const afterwards = new MessageChannel();
const shown: (() => void)[] = [];
afterwards.port1.onmessage = () => shown.shift()?.();

export const frames: Scheduler = {
  now: () => performance.now(),
  soon: (run) => {
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      run();
    };
    const timer = setTimeout(once, HIDDEN_MS);
    requestAnimationFrame(once);
  },
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  painted: (run) => {
    shown.push(run);
    afterwards.port2.postMessage(null);
  },
};
