//! The shortest way from one sequence to another: what stays, what goes, what comes (Myers).

/** Steps after which the shortest way is no longer looked for: the sequences then have little in common. */
const MOST_STEPS = 1500;

/** `x` is the place in the first sequence, `y` in the second. */
export interface Step {
  kind: "same" | "added" | "removed";
  x: number;
  y: number;
}

/** Every item of both, in order. */
export function shortestWay(a: readonly string[], b: readonly string[]): Step[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const same = (x: number, y: number): Step => ({ kind: "same", x, y });
  return [
    ...Array.from({ length: head }, (_, at) => same(at, at)),
    ...between(a.slice(head, a.length - tail), b.slice(head, b.length - tail)).map((step) => ({
      ...step,
      x: step.x + head,
      y: step.y + head,
    })),
    ...Array.from({ length: tail }, (_, at) => same(a.length - tail + at, b.length - tail + at)),
  ];
}

function between(a: readonly string[], b: readonly string[]): Step[] {
  const trace: Map<number, number>[] = [];
  const reach = new Map<number, number>([[1, 0]]);
  const most = Math.min(a.length + b.length, MOST_STEPS);
  for (let d = 0; d <= most; d++) {
    trace.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      let x = down(reach, k, d) ? at(reach, k + 1) : at(reach, k - 1) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      reach.set(k, x);
      if (x >= a.length && y >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return [
    ...a.map((_, x): Step => ({ kind: "removed", x, y: 0 })),
    ...b.map((_, y): Step => ({ kind: "added", x: a.length, y })),
  ];
}

const at = (reach: Map<number, number>, k: number) => reach.get(k) ?? -1;

/** Comes diagonal `k` from above (a line added), or from the left (one removed)? */
const down = (reach: Map<number, number>, k: number, d: number) =>
  k === -d || (k !== d && at(reach, k - 1) < at(reach, k + 1));

function walkBack(trace: Map<number, number>[], width: number, height: number): Step[] {
  const found: Step[] = [];
  let [x, y] = [width, height];
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d] as Map<number, number>;
    const k = x - y;
    const before = down(reach, k, d) ? k + 1 : k - 1;
    const fromX = at(reach, before);
    const fromY = fromX - before;
    while (x > fromX && y > fromY && x > 0 && y > 0) found.push({ kind: "same", x: --x, y: --y });
    if (d === 0) break;
    if (x === fromX) found.push({ kind: "added", x, y: --y });
    else found.push({ kind: "removed", x: --x, y });
  }
  return found.reverse();
}
