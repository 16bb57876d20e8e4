import { Filter, X } from "lucide-react";
import { type KeyboardEvent, type Ref, useEffect, useId, useRef, useState } from "react";
import type { Completion } from "../../../api/types";
import { IconButton } from "../../../components/button";
import { Input } from "../../../components/field";
import { KeyHint } from "../../../components/key-hint";
import { cx } from "../../../lib/cx";
import { count } from "../../../lib/format";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";
import type { Draft } from "../draft";

const text = strings.live.filter;

/** The filter as text: completed while it is typed, with the place marked where it makes no sense. */
export function FilterInput({ draft, input }: { draft: Draft; input: Ref<HTMLInputElement> }) {
  const { text: typed, read } = useStore(draft);
  const list = useId();
  const own = useRef<HTMLInputElement | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  /** Where the cursor goes once a completion is written. */
  const [cursor, setCursor] = useState<number>();
  const [scrolled, setScrolled] = useState(0);
  const fresh = read.text === typed;
  const offers = fresh ? read.completions : [];
  const shown = open && offers.length > 0;
  const active = shown ? offers[at] : undefined;
  const error = fresh ? read.error : undefined;

  useEffect(() => {
    if (cursor === undefined) return;
    own.current?.setSelectionRange(cursor, cursor);
    setCursor(undefined);
  }, [cursor]);

  const take = (offer: Completion) => {
    setAt(-1);
    setCursor(draft.complete(offer));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined && offers.length > 0) {
      event.preventDefault();
      setOpen(true);
      setAt((was) => Math.min(Math.max(was + by, 0), offers.length - 1));
    } else if ((event.key === "Enter" && active) || (event.key === "Tab" && shown && !event.shiftKey)) {
      event.preventDefault();
      const offer = active ?? offers[0];
      if (offer) take(offer);
    } else if (event.key === "Enter") {
      setOpen(false);
      draft.set(typed);
    } else if (event.key === "Escape" && shown) {
      setOpen(false);
      setAt(-1);
    } else if (event.key === "Escape") {
      event.currentTarget.blur();
    }
  };
  return (
    <div className="relative min-w-0 flex-1">
      <Input
        ref={(element: HTMLInputElement | null) => {
          own.current = element;
          if (typeof input === "function") input(element);
          else if (input) input.current = element;
        }}
        role="combobox"
        aria-label={text.label}
        aria-expanded={shown}
        aria-controls={shown ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={active ? `${list}-${at}` : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${list}-error` : undefined}
        placeholder={text.placeholder}
        mono
        icon={<Filter aria-hidden />}
        value={typed}
        onChange={(event) => {
          setOpen(true);
          setAt(-1);
          draft.type(event.target.value, event.target.selectionStart ?? event.target.value.length);
        }}
        onFocus={(event) => {
          setOpen(true);
          draft.type(typed, event.target.selectionStart ?? typed.length);
        }}
        onBlur={() => setOpen(false)}
        onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
        onKeyDown={onKeyDown}
        end={
          typed ? (
            <IconButton
              label={text.clear}
              icon={<X aria-hidden />}
              className="-mr-1.5"
              onClick={() => draft.set("")}
            />
          ) : (
            <KeyHint keys="/" className="pr-1" />
          )
        }
      />
      {error && (
        <div
          aria-hidden
          className="pointer-events-none absolute inset-y-0 right-16 left-[29px] flex items-center overflow-hidden"
        >
          <span
            className="font-mono text-row whitespace-pre text-transparent"
            style={{ transform: `translateX(${-scrolled}px)` }}
          >
            {typed.slice(0, error.from)}
            <span className="underline decoration-red decoration-wavy decoration-1 underline-offset-4">
              {typed.slice(error.from, error.to) || " "}
            </span>
          </span>
        </div>
      )}
      {shown && (
        <div
          id={list}
          role="listbox"
          aria-label={text.completions}
          className="absolute top-8 left-0 z-50 max-h-72 w-full max-w-[560px] overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-float"
        >
          {offers.map((offer, index) => (
            <div
              key={offer.text}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
              ref={(element) => {
                if (index === at) element?.scrollIntoView({ block: "nearest" });
              }}
              // The field keeps the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                take(offer);
              }}
              className={cx(
                "flex h-7 items-center gap-3 rounded-sm px-2 hover:bg-hover",
                index === at && "bg-accent-soft",
              )}
            >
              <span className="truncate font-mono text-row">{offer.text}</span>
              <span className="min-w-0 flex-1 truncate text-label text-faint">{offer.about}</span>
              {offer.count != null && (
                <span className="tnum text-label text-dim" title={text.seen(count(offer.count))}>
                  {count(offer.count)}
                </span>
              )}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
