import { useState } from "react";
import { cx } from "../lib/cx";
import { type DiffLine, lineDiff } from "../lib/diff";
import { count } from "../lib/format";
import { strings } from "../lib/strings";

const text = strings.kit;

/** Lines that stay the same and are shown around a difference. */
const AROUND = 3;

/** A fold that hides fewer lines than this costs more than it saves. */
const FOLDED = 4;

const looks = {
  same: { sign: " ", row: "", word: "" },
  added: { sign: "+", row: "bg-added", word: text.diffAdded },
  removed: { sign: "−", row: "bg-removed", word: text.diffRemoved },
};

type Part = { fold: false; lines: DiffLine[] } | { fold: true; lines: DiffLine[] };

/** Long stretches without a difference become one fold. */
function parts(lines: DiffLine[]): Part[] {
  const near = lines.map(() => false);
  lines.forEach((line, at) => {
    if (line.kind === "same") return;
    near.fill(true, Math.max(at - AROUND, 0), at + AROUND + 1);
  });
  for (let from = 0; from < near.length; from++) {
    if (near[from]) continue;
    const next = near.indexOf(true, from);
    const end = next < 0 ? near.length : next;
    if (end - from < FOLDED) near.fill(true, from, end);
    from = end;
  }
  const found: Part[] = [];
  lines.forEach((line, at) => {
    const fold = !near[at];
    const last = found.at(-1);
    if (last?.fold === fold) last.lines.push(line);
    else found.push({ fold, lines: [line] });
  });
  return found;
}

/** Two texts, line by line: what goes and what comes. */
export function DiffView({
  label,
  before,
  after,
  className,
}: {
  label: string;
  before: string;
  after: string;
  className?: string;
}) {
  const lines = lineDiff(before, after);
  if (lines.every((line) => line.kind === "same"))
    return <p className="text-row text-dim">{text.diffNone}</p>;
  return (
    <div
      role="region"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx(
        "overflow-auto rounded-control border border-line bg-raised py-1 font-mono text-row leading-[18px] selectable",
        className,
      )}
    >
      {parts(lines).map((part) => {
        const first = part.lines[0];
        const key = `${first?.before ?? ""}/${first?.after ?? ""}`;
        return part.fold ? (
          <Fold key={key} lines={part.lines} />
        ) : (
          part.lines.map((line) => <Line key={`${line.before ?? ""}/${line.after ?? ""}`} line={line} />)
        );
      })}
    </div>
  );
}

function Fold({ lines }: { lines: DiffLine[] }) {
  const [open, setOpen] = useState(false);
  if (open) return lines.map((line) => <Line key={line.before} line={line} />);
  return (
    <button
      type="button"
      onClick={() => setOpen(true)}
      className="block min-h-7 w-full bg-canvas px-2 text-left font-sans text-label text-dim hover:bg-hover hover:text-text"
    >
      {text.diffFold(count(lines.length))}
    </button>
  );
}

function Line({ line }: { line: DiffLine }) {
  const look = looks[line.kind];
  return (
    <div className={cx("flex gap-2 px-2", look.row)}>
      <span aria-hidden className="tnum w-7 shrink-0 text-right text-faint select-none">
        {line.after ?? line.before}
      </span>
      <span
        aria-hidden
        className={cx("w-2 shrink-0 select-none", line.kind === "added" ? "text-green" : "text-red")}
      >
        {look.sign}
      </span>
      {look.word && <span className="sr-only">{look.word}</span>}
      <span className="min-w-0 break-words whitespace-pre-wrap">{line.text}</span>
    </div>
  );
}
