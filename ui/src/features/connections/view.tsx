import { useNavigate, useSearch } from "@tanstack/react-router";
import { Page } from "../../components/panel";
import { SearchBox } from "../../components/search-box";
import { Segmented } from "../../components/segmented";
import { useShortcut } from "../../lib/shortcuts";
import { strings } from "../../lib/strings";
import { useTyped } from "../../lib/use-typed";
import type { ConnectionsSearch } from "./model";
import { OpenView } from "./parts/open-view";
import { RefusedView } from "./parts/refused-view";

const text = strings.connections;

type View = keyof typeof text.views;

/** Who is connected, and who was refused. */
export function ConnectionsView() {
  const search = useSearch({ from: "/connections" });
  const navigate = useNavigate();
  const view: View = search.view ?? "open";
  const change = (next: { [K in keyof ConnectionsSearch]?: ConnectionsSearch[K] | undefined }) =>
    void navigate({
      to: "/connections",
      search: { ...search, ...next } as ConnectionsSearch,
      replace: true,
    });
  const [typed, setTyped] = useTyped(search.q ?? "", (q) => change({ q: q || undefined }));
  const show = (next: View) =>
    void navigate({ to: "/connections", search: next === "refused" ? { view: "refused" } : {} });
  useShortcut("r", view === "open" ? () => show("refused") : null, text.views.refused);
  useShortcut("o", view === "refused" ? () => show("open") : null, text.views.open);
  return (
    <Page
      title={text.title}
      about={text.about}
      fixed
      verbs={
        <>
          <SearchBox
            className="w-64"
            label={view === "refused" ? text.refused.search : text.search}
            value={typed}
            onChange={setTyped}
          />
          <Segmented
            label={text.viewsLabel}
            value={view}
            onChange={show}
            options={(Object.keys(text.views) as View[]).map((one) => ({
              value: one,
              label: text.views[one],
            }))}
          />
        </>
      }
    >
      {view === "refused" ? (
        <RefusedView search={search.q ?? ""} onClear={() => setTyped("")} />
      ) : (
        <OpenView search={search} onChange={change} />
      )}
    </Page>
  );
}
