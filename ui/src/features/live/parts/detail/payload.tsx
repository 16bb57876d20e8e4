import { useMemo, useState } from "react";
import type { Traffic } from "../../../../api/types";
import { Button } from "../../../../components/button";
import { JsonTree } from "../../../../components/json-tree";
import { Tabs } from "../../../../components/tabs";
import { useNow } from "../../../../lib/clock";
import { bytes as sizeText } from "../../../../lib/format";
import { parse, pretty } from "../../../../lib/json";
import { filterKey } from "../../../../lib/json-path";
import { findJwts } from "../../../../lib/jwt";
import { detail as text } from "../../../../lib/strings/detail";
import type { TreeLine } from "../../../../lib/tree";
import { Copies } from "./copies";
import { Hex } from "./hex";
import { JwtCard } from "./jwt-card";
import { meaningInWords } from "./meaning";
import type { OnTerm } from "./term-button";
import { ValueBar } from "./value-bar";

/** A payload of more bytes is read and drawn when somebody asks for it. */
const FOLDED = 64_000;

/** Tokens in it that are shown in the clear. */
const JWTS = 3;

/** The payload of an event, in three views. */
export function Payload({ row, onTerm }: { row: Traffic; onTerm: OnTerm }) {
  const payload = row.payload ?? "";
  const bytes = useMemo(() => new TextEncoder().encode(payload), [payload]);
  const [unfolded, setUnfolded] = useState(false);
  const size = row.size ?? bytes.length;
  const folded = bytes.length > FOLDED && !unfolded;
  return (
    <section aria-label={text.payload} className="flex flex-col gap-2 border-t border-line pt-3">
      {folded ? (
        <p className="flex items-center gap-2 text-row text-dim">
          <span className="flex-1">{text.folded(sizeText(size))}</span>
          <Button onClick={() => setUnfolded(true)}>{text.unfold(sizeText(bytes.length))}</Button>
        </p>
      ) : (
        <Unfolded row={row} payload={payload} bytes={bytes} onTerm={onTerm} />
      )}
      {bytes.length < size && (
        <p className="text-label text-amber">{text.cut(sizeText(bytes.length), sizeText(size))}</p>
      )}
    </section>
  );
}

function Unfolded({
  row,
  payload,
  bytes,
  onTerm,
}: {
  row: Traffic;
  payload: string;
  bytes: Uint8Array;
  onTerm: OnTerm;
}) {
  const now = useNow(1000);
  const [view, setView] = useState("tree");
  const [line, setLine] = useState<TreeLine>();
  const parsed = useMemo(() => parse(payload), [payload]);
  const jwts = useMemo(() => (parsed.ok ? findJwts(parsed.value, JWTS) : []), [parsed]);
  const tree = parsed.ok && {
    key: "tree",
    label: text.tree,
    content: (
      <div className="flex flex-col gap-2">
        <JsonTree
          label={text.payload}
          value={parsed.value}
          explain={(value) => meaningInWords(value, now)}
          onCurrent={setLine}
          onPick={(path, value, exclude) => {
            if (path.length > 0) onTerm({ key: filterKey(path), value: String(value), exclude });
          }}
        />
        {line && line.more === undefined && <ValueBar line={line} now={now} />}
        {jwts.map((found) => (
          <JwtCard key={found.path.join("/")} found={found} />
        ))}
      </div>
    ),
  };
  const raw = {
    key: "raw",
    label: text.raw,
    content: (
      <pre className="font-mono text-row leading-5 break-words whitespace-pre-wrap selectable">
        {parsed.ok ? pretty(parsed.value) : payload}
      </pre>
    ),
  };
  const tabs = [
    ...(tree ? [tree] : []),
    raw,
    { key: "hex", label: text.hex, content: <Hex bytes={bytes} /> },
  ];
  return (
    <Tabs
      label={text.payload}
      value={tabs.some(({ key }) => key === view) ? view : "raw"}
      onChange={setView}
      tabs={tabs}
      end={<Copies row={row} />}
    />
  );
}
