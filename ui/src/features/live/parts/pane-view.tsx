import { useEffect, useMemo, useRef, useState } from "react";
import { usePlace } from "../../../api/context";
import { useDesktop } from "../../../api/desktop";
import type { Line } from "../../../api/types";
import { Trouble } from "../../../components/states";
import { mention, say } from "../../../components/toast";
import { composerRequest } from "../../../lib/composer-request";
import { withTerm } from "../../../lib/filter-term";
import { count } from "../../../lib/format";
import { frames } from "../../../lib/frames";
import { useStore } from "../../../lib/store";
import { ROW } from "../../../lib/stretch";
import { strings } from "../../../lib/strings";
import { Draft } from "../draft";
import type { Live } from "../live";
import { MOST_MARKED } from "../pane";
import { floodOf } from "../source/collapse";
import type { Tab } from "../tabs";
import { unread } from "../unread";
import { usePaneKeys } from "../use-pane-keys";
import { useScroll } from "../use-scroll";
import { ClearDialog } from "./clear-dialog";
import { Compare } from "./compare";
import { Detail } from "./detail";
import { ExportDialog } from "./export-dialog";
import { FacetsPanel } from "./facets";
import { List } from "./list";
import { Nothing } from "./nothing";
import { Notices } from "./notices";
import { OpenDialog } from "./open-dialog";
import { type MenuAt, RowMenu } from "./row-menu";
import { StatusLine } from "./status-line";
import { Toolbar } from "./toolbar";

const text = strings.live;

/** One list with everything around it. */
export function PaneView({ live, tab, active }: { live: Live; tab: Tab; active: boolean }) {
  const pane = live.paneOf(tab);
  const { source } = pane;
  const { carrier } = usePlace();
  const desktop = useDesktop();
  const told = useStore(source);
  const state = useStore(pane);
  const { selected } = state;
  const scroll = useScroll(pane, told, state.reading);
  const input = useRef<HTMLInputElement>(null);
  const [dialog, setDialog] = useState<"export" | "open" | "clear" | null>(null);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const filter = useRef(tab.look.filter);
  filter.current = tab.look.filter;
  const draft = useMemo(
    () =>
      new Draft(
        (body) => source.read(body),
        (next) => next !== filter.current && live.look(tab.id, { filter: next }),
        frames,
        filter.current,
      ),
    [source, live, tab.id],
  );

  // Lines are numbered anew: who reads stays where he was.
  const open = told.phase === "open";
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another numbering counts
  useEffect(() => {
    const { selected, reading } = pane.get();
    if (!selected || !open) return;
    let over = false;
    source.find(selected.seq).then(
      (at) => {
        if (over) return;
        pane.select({ ...selected, at });
        if (reading) scroll.reveal(at);
      },
      // The next frame brings the next view, if this one is gone.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [told.view, open]);

  const empty = told.phase === "open" && !told.looking && told.first === told.end;
  useEffect(() => {
    // Where nothing is there is nothing to be read: what comes is to be seen.
    if (empty && state.reading) pane.read(false);
  }, [pane, empty, state.reading]);

  const term = (key: string | null, value: string, exclude: boolean) =>
    draft.set(withTerm(draft.get().text, { key, value, exclude }));
  const mark = (lines: readonly Line[], marked?: boolean) => {
    if (!pane.mark(lines, marked)) mention(text.marked.most(count(MOST_MARKED)));
  };
  const move = (by: number, marking = false) => {
    if (told.end === told.first) return;
    const { selected } = pane.get();
    const from = pane.at === undefined ? told.end - 1 : pane.at + by;
    const at = Math.min(Math.max(from, told.first), told.end - 1);
    pane.read(true);
    scroll.reveal(at);
    pane.go(at, (line) => {
      if (marking && selected) mark([selected, line]);
    });
  };
  const select = (line: Line, how: "alone" | "more" | "range") => {
    if (how === "more") mark([line], !state.marked.has(line.seq));
    else if (how === "range" && selected) mark(between(source, selected.at, line.at));
    else pane.select(line, true);
  };
  const pause = () => (state.paused ? pane.follow() : pane.pause(true));
  const unroll = (line: Line) => {
    const flood = floodOf(line.row);
    if (flood) live.unroll(tab, flood);
  };
  const change = (next: Parameters<Live["look"]>[1]) => live.look(tab.id, next);
  const resend = (mode: "edit" | "resend") => {
    const { selected } = pane.get();
    if (selected) composerRequest.ask(selected.row, mode);
  };
  const menuAt = (what: MenuAt["what"]) => {
    const { selected } = pane.get();
    const box = scroll.scroller.current?.getBoundingClientRect();
    if (!selected || !box) return;
    const y = Math.min(Math.max((selected.at + 1 - scroll.top) * ROW, 0), scroll.height);
    setMenu({ line: selected, x: box.left + 24, y: box.top + y, what });
  };
  const copy = (line: Line) =>
    void navigator.clipboard.writeText(JSON.stringify(line.row, null, 2)).then(() => say(text.menu.copied));
  const closeFile = () => {
    if (!tab.file) return;
    // The file stays; closing it only ends the reading.
    void desktop?.DELETE("/app/v1/captures/{capture}", { params: { path: { capture: tab.file.id } } });
    live.close(tab.id);
  };

  const leave =
    state.comparing || state.compared ? () => pane.endCompare() : state.open ? () => pane.show(false) : null;
  const openFile = carrier.desktop ? () => setDialog("open") : null;
  const clear = tab.file ? null : () => setDialog("clear");
  usePaneKeys(active, state, scroll, told.first, {
    filter: () => input.current?.focus(),
    pause,
    follow: () => pane.follow(),
    move,
    show: (open) => pane.show(open),
    mark: () => {
      const { selected, marked } = pane.get();
      if (selected) mark([selected], !marked.has(selected.seq));
    },
    compare: () => pane.compare(),
    resend,
    unroll: () => selected && unroll(selected),
    menu: menuAt,
    export: () => setDialog("export"),
    noise: () => change({ noise: !tab.look.noise }),
    facets: () => pane.facets(!state.facets),
    openFile,
    clear,
    leave,
  });

  const row = menu?.line.row;
  const sendable = row?.kind === "message" || row?.kind === "direct";
  const verbs = menu
    ? [
        { label: text.menu.details, keys: "enter", run: () => pane.select(menu.line, true) },
        {
          label: state.marked.has(menu.line.seq) ? text.menu.unmark : text.menu.mark,
          keys: "m",
          run: () => mark([menu.line], !state.marked.has(menu.line.seq)),
        },
        { label: text.verbs.compare, keys: "c", run: () => pane.compare() },
        ...(sendable
          ? [
              { label: text.verbs.edit, keys: "r", run: () => resend("edit") },
              { label: text.verbs.resend, keys: "shift+r", run: () => resend("resend") },
            ]
          : []),
        ...(menu.line.count > 1
          ? [{ label: text.verbs.unroll, keys: "o", run: () => unroll(menu.line) }]
          : []),
        { label: text.menu.copy, keys: "", run: () => copy(menu.line) },
      ]
    : [];

  return (
    <section
      aria-label={text.title}
      onFocusCapture={() => live.activate(tab.id)}
      onPointerDownCapture={() => live.activate(tab.id)}
      className="flex min-w-0 flex-1 flex-col"
    >
      <Toolbar
        pane={pane}
        draft={draft}
        look={tab.look}
        told={told}
        active={active}
        width={scroll.width}
        input={input}
        verbs={{
          pause,
          export: () => setDialog("export"),
          open: openFile,
          clear,
          change,
        }}
      />
      <Notices pane={pane} told={told} file={tab.file} onCloseFile={closeFile} />
      <div className="relative flex min-h-0 flex-1">
        {state.facets && (
          <FacetsPanel
            id={`${tab.file?.id ?? ""} ${tab.id}`}
            source={source}
            told={told}
            onTerm={term}
            onClose={() => pane.facets(false)}
          />
        )}
        <div className="flex min-w-0 flex-1 flex-col">
          <List
            pane={pane}
            told={told}
            scroll={scroll}
            actions={{
              select,
              term,
              unroll,
              menu: (line, x, y) => {
                pane.select(line);
                setMenu({ line, x, y, what: "all" });
              },
            }}
          >
            {told.end === told.first &&
              (told.phase === "failed" || told.phase === "lost" ? (
                <Trouble
                  error={unread(told, tab.file, carrier.desktop)}
                  retry={() => source.retry()}
                  className="m-6 max-w-xl"
                />
              ) : (
                <Nothing
                  told={told}
                  look={tab.look}
                  clear={() => draft.set("")}
                  resume={() => pane.follow()}
                  showNoise={() => change({ noise: true })}
                />
              ))}
          </List>
        </div>
        {state.comparing ? (
          <Compare a={state.comparing[0].row} b={state.comparing[1].row} onClose={() => pane.endCompare()} />
        ) : (
          state.open &&
          selected && (
            <Detail
              row={selected.row}
              seq={selected.seq}
              onClose={() => pane.show(false)}
              onTerm={({ key, value, exclude }) => term(key, value, exclude)}
            />
          )
        )}
      </div>
      <StatusLine told={told} look={tab.look} onNoise={() => change({ noise: !tab.look.noise })} />
      {menu && <RowMenu at={menu} verbs={verbs} onTerm={term} onClose={() => setMenu(null)} />}
      {dialog === "export" && (
        <ExportDialog
          source={source}
          told={told}
          marked={[...state.marked.values()]}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "open" && desktop && (
        <OpenDialog
          desktop={desktop}
          onOpened={({ id, name, rows }) => {
            live.addFile({ id, name, rows });
            setDialog(null);
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "clear" && (
        <ClearDialog source={source} told={told} recorded={carrier.desktop} onClose={() => setDialog(null)} />
      )}
    </section>
  );
}

/** The lines from one to another that are here. */
function between(source: { line(at: number): Line | undefined }, one: number, other: number): Line[] {
  const from = Math.min(one, other);
  const count = Math.min(Math.abs(one - other) + 1, MOST_MARKED);
  return Array.from({ length: count }, (_, n) => source.line(from + n)).filter((line) => line !== undefined);
}
