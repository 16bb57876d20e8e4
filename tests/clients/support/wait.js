// Waiting for conditions, each with a deadline.

/**
 * Resolves with the first truthy answer of `check`, which is asked at once and again whenever the source reports.
 *
 * @param {string} what for the message at the deadline
 * @param {(report: () => void) => () => void} watch starts watching the source and returns how to stop
 * @param {() => any} check
 * @param {number} within milliseconds
 */
export function waitFor(what, watch, check, within = 10_000) {
  return new Promise((resolve, reject) => {
    const deadline = AbortSignal.timeout(within);
    let stop = () => {};
    let over = false;
    const settle = (how, value) => {
      if (over) return;
      over = true;
      deadline.removeEventListener("abort", late);
      stop();
      how(value);
    };
    const late = () => settle(reject, new Error(`waited ${within} ms in vain for ${what}`));
    const look = () => {
      try {
        const answer = check();
        if (answer) settle(resolve, answer);
      } catch (error) {
        settle(reject, error);
      }
    };
    deadline.addEventListener("abort", late);
    stop = watch(look);
    look();
    if (over) stop();
  });
}

/** What happened, in order, for tests to wait on and to look back at. */
export class Journal {
  entries = [];
  #readers = new Set();

  add(entry) {
    this.entries.push(entry);
    for (const reader of this.#readers) reader();
  }

  /** The first entry, from number `from` on, that matches. */
  find(what, matches, { from = 0, within } = {}) {
    const look = () => this.entries.slice(from).find(matches);
    return waitFor(what, (report) => this.watch(report), look, within);
  }

  watch(report) {
    this.#readers.add(report);
    return () => this.#readers.delete(report);
  }
}
