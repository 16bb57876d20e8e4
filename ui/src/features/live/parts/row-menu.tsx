//! Everything that can be done with a row, where the pointer is, or at the row for who works by keys.

import { DropdownMenu as Base } from "radix-ui";
import type { ReactNode } from "react";
import type { Line } from "../../../api/types";
import { KeyHint } from "../../../components/key-hint";
import { cx } from "../../../lib/cx";
import { middle } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { type Value, valuesOf } from "../terms";

const text = strings.live;

export interface MenuAt {
  line: Line;
  x: number;
  y: number;
  /** Values only, to include or to exclude by; or everything. */
  what: "all" | "include" | "exclude";
}

export interface RowVerb {
  label: string;
  keys: string;
  run: () => void;
}

const box =
  "z-50 min-w-52 max-w-96 max-h-[70vh] overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-float animate-open";
const item =
  "flex h-7 items-center gap-2 rounded-sm px-2 text-body outline-none data-highlighted:bg-accent-soft data-[state=open]:bg-accent-soft";

export function RowMenu({
  at,
  verbs,
  onTerm,
  onClose,
}: {
  at: MenuAt;
  verbs: RowVerb[];
  onTerm: (key: string, value: string, exclude: boolean) => void;
  onClose: () => void;
}) {
  const values = valuesOf(at.line.row);
  const choices = (exclude: boolean) => (
    <Values values={values} choose={({ key, value }) => onTerm(key, value, exclude)} />
  );
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Trigger asChild>
        <span aria-hidden className="fixed size-0" style={{ left: at.x, top: at.y }} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Content
          aria-label={text.menu.label}
          align="start"
          sideOffset={2}
          collisionPadding={8}
          className={box}
          // The list has the keys again.
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          {at.what !== "all" ? (
            <>
              <Base.Label className="px-2 py-1 text-label font-medium text-faint">
                {at.what === "include" ? text.menu.include : text.menu.exclude}
              </Base.Label>
              {choices(at.what === "exclude")}
            </>
          ) : (
            <>
              {verbs.map(({ label, keys, run }) => (
                <Base.Item key={label} onSelect={run} className={item}>
                  <span className="flex-1">{label}</span>
                  {keys && <KeyHint keys={keys} className="text-faint" />}
                </Base.Item>
              ))}
              <Base.Separator className="my-1 h-px bg-line" />
              <Sub label={text.menu.include} keys="i">
                {choices(false)}
              </Sub>
              <Sub label={text.menu.exclude} keys="x">
                {choices(true)}
              </Sub>
            </>
          )}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

function Sub({ label, keys, children }: { label: string; keys: string; children: ReactNode }) {
  return (
    <Base.Sub>
      <Base.SubTrigger className={item}>
        <span className="flex-1">{label} …</span>
        <KeyHint keys={keys} className="text-faint" />
      </Base.SubTrigger>
      <Base.Portal>
        <Base.SubContent sideOffset={4} collisionPadding={8} className={box}>
          {children}
        </Base.SubContent>
      </Base.Portal>
    </Base.Sub>
  );
}

function Values({ values, choose }: { values: Value[]; choose: (value: Value) => void }) {
  return values.map((one) => (
    <Base.Item key={one.key} onSelect={() => choose(one)} className={cx(item, "font-mono text-row")}>
      <span className="text-faint">{one.key}</span>
      <span className="min-w-0 flex-1 truncate" title={one.value}>
        {middle(one.value, 28, 8)}
      </span>
    </Base.Item>
  ));
}
