import { Filter, Link2, Route } from "lucide-react";
import { CopyButton } from "../../../../components/copy";
import { meaningOf } from "../../../../lib/explain";
import { termText } from "../../../../lib/filter-term";
import { count } from "../../../../lib/format";
import { pretty } from "../../../../lib/json";
import { filterKey, pathText } from "../../../../lib/json-path";
import { strings } from "../../../../lib/strings";
import { detail as text } from "../../../../lib/strings/detail";
import type { TreeLine } from "../../../../lib/tree";
import { meaningInWords } from "./meaning";

const types = strings.kit.types;

/** What is known of the line that is chosen in the tree: where it is, what it is and means, and how to take it along. */
export function ValueBar({ line: { path, value, type, members }, now }: { line: TreeLine; now: number }) {
  const where = pathText(path);
  const whole = type === "object" || type === "list";
  const size = whole ? count(members) : typeof value === "string" ? count(value.length) : undefined;
  const url = meaningOf(value)?.kind === "url";
  const plain = typeof value === "string" ? value : pretty(value);
  return (
    <div
      role="group"
      aria-label={text.current}
      data-testid="value-bar"
      className="sticky -bottom-3 flex items-start gap-1 rounded-control border border-line-strong bg-raised py-1 pr-1 pl-2"
    >
      <div className="min-w-0 flex-1 py-1 text-label">
        <p className="truncate font-mono selectable" title={where}>
          {where === "" ? text.root : where}
        </p>
        <p className="text-dim">
          {[size ? `${types[type]} ${size}` : types[type], meaningInWords(value, now)]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <CopyButton
        small
        text={plain}
        label={url ? text.copyUrl : text.copyValue}
        {...(url ? { icon: <Link2 aria-hidden /> } : {})}
      />
      {path.length > 0 && (
        <>
          <CopyButton small text={where} label={text.copyPath} icon={<Route aria-hidden />} />
          {!whole && (
            <CopyButton
              small
              text={termText({ key: filterKey(path), value: String(value), exclude: false })}
              label={text.copyFilter}
              icon={<Filter aria-hidden />}
            />
          )}
        </>
      )}
    </div>
  );
}
