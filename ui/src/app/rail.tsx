import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useQueries } from "../api/use-queries";
import { KeyHint } from "../components/key-hint";
import { shell } from "../lib/strings/shell";
import { pages } from "./pages";

/** The pages; icons only where the window is narrow. */
export function Rail() {
  const waiting = useQuery(useQueries().approvals()).data?.approvals.length ?? 0;
  return (
    <nav
      aria-label={shell.pagesNav}
      className="flex w-12 shrink-0 flex-col gap-0.5 border-r border-line bg-panel p-2 rail:w-[200px]"
    >
      {pages.map(({ to, label, keys, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === "/", includeSearch: false }}
          title={label}
          className="group relative flex h-8 items-center gap-2.5 rounded-control px-2 text-dim hover:bg-hover hover:text-text data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent"
        >
          <Icon className="size-4" aria-hidden />
          <span className="sr-only flex-1 rail:not-sr-only">{label}</span>
          {to === "/approvals" && waiting > 0 ? (
            <span className="tnum absolute -top-0.5 -right-0.5 min-w-4 rounded-full bg-accent px-1 text-center text-label font-semibold text-on-accent rail:static">
              {waiting}
            </span>
          ) : (
            <KeyHint keys={keys} className="hidden text-faint rail:group-hover:inline" />
          )}
        </Link>
      ))}
    </nav>
  );
}
