import { useQuery } from "@tanstack/react-query";
import { Link, useRouteContext, useRouter } from "@tanstack/react-router";
import {
  ArrowLeft,
  ArrowRight,
  Boxes,
  ChevronDown,
  CircleAlert,
  CircleCheck,
  Info,
  LoaderCircle,
  Monitor,
  Moon,
  Search,
  Sun,
} from "lucide-react";
import { usePlace } from "../api/context";
import { asApiError } from "../api/error";
import { useMay } from "../api/may";
import { useQueries } from "../api/use-queries";
import { IconButton } from "../components/button";
import { KeyHint } from "../components/key-hint";
import { Menu } from "../components/menu";
import { Tag } from "../components/tag";
import { cx } from "../lib/cx";
import { ms } from "../lib/format";
import { useStore } from "../lib/store";
import { strings } from "../lib/strings";
import { type Theme, theme } from "../lib/theme";
import { chosenApp, chosenServer } from "./chosen";
import { Mark } from "./mark";

/** Never scrolled away: which server and app, how it is, who waits. */
export function TopBar({ search }: { search: () => void }) {
  const { history } = useRouter();
  const { server } = useRouteContext({ from: "__root__" });
  return (
    <header className="flex h-11 shrink-0 items-center gap-1.5 border-b border-line bg-panel px-3">
      <Mark />
      <ServerSwitch />
      <Tag>{strings.top.environments[server.environment]}</Tag>
      <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      <AppSwitch />
      <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      <IconButton
        label={strings.shell.back}
        keys="alt+arrowleft"
        icon={<ArrowLeft aria-hidden />}
        onClick={() => history.back()}
      />
      <IconButton
        label={strings.shell.forward}
        keys="alt+arrowright"
        icon={<ArrowRight aria-hidden />}
        onClick={() => history.forward()}
      />
      <button
        type="button"
        onClick={search}
        title={`${strings.shell.search}: ${strings.shell.paletteAbout}`}
        className="flex h-7 min-w-7 items-center gap-2 rounded-control border border-line px-2 text-dim hover:bg-hover rail:w-56"
      >
        <Search className="size-4 shrink-0" aria-hidden />
        <span className="sr-only flex-1 text-left rail:not-sr-only">{strings.shell.search}</span>
        <KeyHint keys="mod+k" className="hidden text-faint rail:inline" />
      </button>
      <span className="flex-1" />
      {server.notices.map((notice) => (
        <span key={notice} title={notice} className="flex min-w-0 items-center gap-1 text-row text-amber">
          <Info className="size-4 shrink-0" aria-hidden />
          <span className="hidden truncate wide:inline">{notice}</span>
        </span>
      ))}
      <ServerState />
      <Waiting />
      <ThemeMenu />
    </header>
  );
}

function Switch({ name, label }: { name: string; label: string }) {
  return (
    <button
      type="button"
      aria-label={`${label}: ${name}`}
      className="flex h-7 min-w-0 items-center gap-1 rounded-control px-1.5 font-medium hover:bg-hover"
    >
      <span className="max-w-40 truncate">{name}</span>
      <ChevronDown className="size-4 shrink-0 text-faint" aria-hidden />
    </button>
  );
}

function ServerSwitch() {
  const { server, servers } = useRouteContext({ from: "__root__" });
  return (
    <Menu
      label={strings.shell.switchServer}
      trigger={Switch({ name: server.name, label: strings.top.server })}
      items={servers.map((one) => ({
        key: one.id,
        label: one.name,
        end: <Tag>{strings.top.environments[one.environment]}</Tag>,
        checked: one.id === server.id,
        onSelect: () => chosenServer.set(one.id),
      }))}
    />
  );
}

function AppSwitch() {
  const apps = useQuery(useQueries().apps()).data ?? [];
  const { app } = usePlace();
  const { history } = useRouter();
  return (
    <Menu
      label={strings.shell.switchApp}
      trigger={Switch({ name: app.name, label: strings.top.app })}
      items={[
        ...apps.map((one) => ({
          key: one.id,
          label: one.name,
          checked: one.id === app.id,
          onSelect: () => chosenApp.set(one.id),
        })),
        {
          key: "manage",
          label: strings.shell.manageApps,
          icon: <Boxes aria-hidden />,
          onSelect: () => history.push("/apps"),
        },
      ]}
    />
  );
}

function ServerState() {
  const { stream } = usePlace();
  const { phase } = useStore(stream);
  const lost = phase === "lost";
  // A key that may not probe has only the stream to go by.
  const { may, refused } = useMay("manage");
  const probe = useQuery({ ...useQueries().probe(), enabled: may });
  const bad = lost || (may && (probe.error !== null || probe.data?.ok === false));
  const good = !bad && (may ? probe.data !== undefined : phase === "open");
  const why = lost
    ? strings.lost.title
    : probe.error && may
      ? asApiError(probe.error).message
      : (refused ?? probe.data?.error ?? strings.overview.probeOk);
  return (
    <Link
      to="/"
      title={why}
      data-testid="server-state"
      className={cx(
        "flex h-7 shrink-0 items-center gap-1.5 rounded-control px-2 hover:bg-hover",
        bad ? "text-red" : good ? "text-green" : "text-dim",
      )}
    >
      {bad ? (
        <CircleAlert className="size-4" aria-hidden />
      ) : good ? (
        <CircleCheck className="size-4" aria-hidden />
      ) : (
        <LoaderCircle className="size-4" aria-hidden />
      )}
      <span>{bad ? strings.top.notRunning : good ? strings.top.running : strings.top.checking}</span>
      {!bad && probe.data?.round_trip_ms != null && (
        <span className="tnum text-dim">{ms(probe.data.round_trip_ms)}</span>
      )}
    </Link>
  );
}

function Waiting() {
  const waiting = useQuery(useQueries().approvals()).data?.approvals.length;
  // Not known is not none.
  if (waiting === undefined) return null;
  return (
    <Link
      to="/approvals"
      data-testid="approvals-count"
      aria-live="polite"
      className={cx(
        "tnum flex h-7 shrink-0 items-center rounded-control px-2 hover:bg-hover",
        waiting > 0 ? "font-medium text-amber" : "text-dim",
      )}
    >
      {waiting > 0 ? strings.top.approvals(waiting) : strings.top.noApprovals}
    </Link>
  );
}

const themeIcons = { light: Sun, dark: Moon, system: Monitor } as const;

function ThemeMenu() {
  const chosen = useStore(theme);
  const Icon = themeIcons[chosen];
  return (
    <Menu
      label={strings.top.theme}
      align="end"
      trigger={<IconButton label={strings.top.theme} icon={<Icon aria-hidden />} />}
      items={(Object.keys(themeIcons) as Theme[]).map((one) => {
        const Each = themeIcons[one];
        return {
          key: one,
          label: strings.top.themes[one],
          icon: <Each aria-hidden />,
          checked: one === chosen,
          onSelect: () => theme.set(one),
        };
      })}
    />
  );
}
