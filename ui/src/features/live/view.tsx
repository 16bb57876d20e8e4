import { Filter, Pause, Play, Trash2, X } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { usePlace } from "../../api/context";
import type { Traffic } from "../../api/types";
import { Button, IconButton } from "../../components/button";
import { Input } from "../../components/field";
import { KeyHint } from "../../components/key-hint";
import { count } from "../../lib/format";
import { useShortcut } from "../../lib/shortcuts";
import { useStore } from "../../lib/store";
import { strings } from "../../lib/strings";
import { parseFilter, type Term, termText } from "./filter";
import { liveOf } from "./model";
import { Detail } from "./parts/detail";
import { List } from "./parts/list";
import { Nothing } from "./parts/nothing";
import { StatusLine } from "./parts/status-line";
import { useFollow } from "./use-follow";

const text = strings.live;

export function LiveView() {
  const live = liveOf(usePlace().stream);
  const snapshot = useStore(live);
  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const follow = useFollow(live, scroller, snapshot);
  const [selected, setSelected] = useState<Traffic | null>(null);
  const [open, setOpen] = useState(false);
  const [filter, setFilter] = useState(snapshot.filter);

  const apply = (next: string) => {
    setFilter(next);
    live.setFilter(next);
  };
  const addTerm = (term: Term) => {
    const added = termText(term);
    const others = parseFilter(filter)
      .map(termText)
      .filter((one) => one !== added);
    apply([...others, added].join(" "));
  };
  const select = useCallback((row: Traffic) => {
    setSelected(row);
    setOpen(true);
  }, []);
  const move = (step: number) => {
    const at = selected === null ? -1 : live.indexOf(selected);
    const next = at < 0 ? snapshot.rows - 1 : Math.min(Math.max(at + step, 0), snapshot.rows - 1);
    const target = live.row(next);
    if (!target) return;
    live.setReading(true);
    setSelected(target);
    follow.reveal(next);
  };
  const resume = () => {
    live.setPaused(false);
    live.setReading(false);
  };
  const togglePause = () => (snapshot.paused ? resume() : live.setPaused(true));
  const close = () => {
    setOpen(false);
    follow.onScroll();
  };
  useShortcut("/", () => search.current?.focus(), text.verbs.filter);
  useShortcut("space", togglePause, snapshot.paused ? text.resume : text.pause);
  useShortcut("j, arrowdown", () => move(1), text.verbs.next);
  useShortcut("k, arrowup", () => move(-1), text.verbs.previous);
  useShortcut("enter", selected === null ? null : () => setOpen(true), text.verbs.open);
  useShortcut("escape", open ? close : null, text.verbs.close);
  useShortcut("shift+g, end", follow.jump, text.jumpOnly);
  useShortcut("", () => live.clear(), text.clear);

  return (
    <section className="flex h-full flex-col">
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-panel px-3">
        <h1 className="mr-1 text-title font-semibold">{text.title}</h1>
        <Input
          ref={search}
          className="flex-1"
          aria-label={text.filter}
          placeholder={text.filter}
          mono
          icon={<Filter aria-hidden />}
          value={filter}
          onChange={(event) => apply(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
          end={
            filter ? (
              <IconButton label={text.noMatch.clear} icon={<X aria-hidden />} onClick={() => apply("")} />
            ) : (
              <KeyHint keys="/" className="pr-1" />
            )
          }
        />
        <Button
          onClick={togglePause}
          aria-pressed={snapshot.paused}
          icon={snapshot.paused ? <Play aria-hidden /> : <Pause aria-hidden />}
          className={snapshot.paused ? "tnum border-amber text-amber" : ""}
          keys="space"
        >
          {snapshot.paused ? text.paused(count(snapshot.waiting)) : text.pause}
        </Button>
        <IconButton label={text.clear} icon={<Trash2 aria-hidden />} onClick={() => live.clear()} />
      </header>
      <div className="relative flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <List
            live={live}
            snapshot={snapshot}
            follow={follow}
            scroller={scroller}
            selected={selected}
            onSelect={select}
          />
          {snapshot.rows === 0 && (
            <div className="absolute inset-x-0 top-8">
              <Nothing snapshot={snapshot} clear={() => apply("")} resume={resume} />
            </div>
          )}
        </div>
        {open && selected && <Detail row={selected} onClose={close} onTerm={addTerm} />}
      </div>
      <StatusLine snapshot={snapshot} onNoise={() => live.setNoise(!snapshot.noise)} />
    </section>
  );
}
