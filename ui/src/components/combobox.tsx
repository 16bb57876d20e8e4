import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { cx } from "../lib/cx";
import { strings } from "../lib/strings";
import { Input } from "./field";

export interface Option {
  value: string;
  label: string;
  /** Small print at the end. */
  about?: string | undefined;
}

/**
 * A text field that offers what fits. What is typed counts as well, unless an option is taken: `onPick` brings an option's
 * value, `onType` the text. Keys that are pressed while options are on their way count for those: Down and Enter take the
 * first that comes.
 */
export function Combobox({
  id,
  label,
  text,
  onType,
  onPick,
  options,
  searching = false,
  placeholder,
  mono = false,
  icon,
  invalid,
  describedBy,
  autoFocus = false,
  up = false,
  onLeave,
}: {
  id?: string;
  /** Name of the field, where no label stands beside it. */
  label?: string;
  text: string;
  onType: (text: string) => void;
  onPick: (option: Option) => void;
  options: Option[];
  searching?: boolean;
  placeholder?: string;
  mono?: boolean;
  icon?: ReactNode;
  invalid?: boolean;
  describedBy?: string;
  autoFocus?: boolean;
  /** The list opens upwards, and is low: for fields at the bottom of the window, with little room above. */
  up?: boolean;
  /** The focus goes elsewhere. */
  onLeave?: () => void;
}) {
  const list = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const shown = open && (options.length > 0 || searching || text !== "");
  const box = useRef<HTMLDivElement>(null);
  // In a dialog that scrolls, the list may begin below its edge; what keys choose may lie beyond the list's own.
  useEffect(() => {
    if (shown) (box.current?.children[at] ?? box.current)?.scrollIntoView({ block: "nearest" });
  }, [shown, at]);
  const active = open ? options[at] : undefined;
  const [awaited, setAwaited] = useState(false);
  const close = () => {
    setOpen(false);
    setAt(-1);
    setAwaited(false);
  };
  const pick = (option: Option) => {
    close();
    onPick(option);
  };
  useEffect(() => {
    if (!awaited) return;
    if (active) pick(active);
    else if (!searching) close();
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.ctrlKey || event.metaKey) return;
    if (by !== undefined) {
      event.preventDefault();
      setOpen(true);
      setAt((was) => Math.max(Math.min(was + by, options.length - 1), 0));
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      pick(active);
    } else if (event.key === "Enter" && open && at >= 0 && searching) {
      event.preventDefault();
      setAwaited(true);
    } else if (event.key === "Enter") {
      close();
    } else if (event.key === "Escape" && open) {
      // The list goes first; the dialog around it stays.
      event.stopPropagation();
      close();
    }
  };
  return (
    <div className="relative min-w-0 flex-1">
      <Input
        id={id}
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={active ? `${list}-${at}` : undefined}
        aria-invalid={invalid ? true : undefined}
        aria-describedby={describedBy}
        autoFocus={autoFocus}
        mono={mono}
        icon={icon}
        placeholder={placeholder}
        value={text}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => {
          close();
          onLeave?.();
        }}
        onChange={(event) => {
          setOpen(true);
          setAt(-1);
          setAwaited(false);
          onType(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <div
          ref={box}
          id={list}
          role="listbox"
          aria-label={label ?? placeholder}
          className={cx(
            "absolute inset-x-0 z-50 overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-float",
            up ? "bottom-8 max-h-32" : "top-8 max-h-56",
          )}
        >
          {options.map((option, index) => (
            <div
              key={option.value}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
              // The field keeps the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                pick(option);
              }}
              className={cx(
                "flex h-7 items-center gap-2 rounded-sm px-2 hover:bg-hover",
                index === at && "bg-accent-soft",
              )}
            >
              <span className="min-w-0 flex-1 truncate">{option.label}</span>
              {option.about && <span className="font-mono text-label text-faint">{option.about}</span>}
            </div>
          ))}
          {options.length === 0 && (
            <p className="px-2 py-1 text-row text-dim">
              {searching ? strings.kit.comboSearching : strings.kit.comboNone}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
