import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ComponentType, useEffect, useRef } from "react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { useQueries } from "../../api/use-queries";
import { Page } from "../../components/panel";
import { Skeleton, Trouble } from "../../components/states";
import { useShortcut } from "../../lib/shortcuts";
import { strings } from "../../lib/strings";
import { AboutSection } from "./parts/about";
import { AppearanceSection } from "./parts/appearance";
import { KeysSection } from "./parts/keys";
import { PortsSection } from "./parts/ports";
import { ProjectSection } from "./parts/project";
import { ServerSection } from "./parts/server";
import { SnapshotsSection } from "./parts/snapshots";
import { WindowSection } from "./parts/window";
import { iconOf, type Section, sectionsOf } from "./sections";

const text = strings.settings;

const contents: Record<Section, ComponentType> = {
  server: ServerSection,
  ports: PortsSection,
  keys: KeysSection,
  snapshots: SnapshotsSection,
  project: ProjectSection,
  appearance: AppearanceSection,
  window: WindowSection,
  about: AboutSection,
};

/** Sections at the left, the chosen one beside them. */
export function SettingsView({ section }: { section: string }) {
  const { carrier } = usePlace();
  const info = useQuery(useQueries().info());
  const sections = sectionsOf(carrier.desktop, info.data?.capabilities);
  const chosen = sections.find((one) => one === section);
  const Content = chosen && contents[chosen];
  const first = sections[0] ?? "server";
  return (
    <Page fixed title={text.title}>
      <div className="flex min-h-0 flex-1">
        <Sections sections={sections} />
        <div
          key={section}
          data-scroll-restoration-id="settings"
          className="min-w-0 flex-1 overflow-y-auto"
          // A region that scrolls must be reachable without a mouse.
          tabIndex={-1}
        >
          <div className="max-w-3xl p-4">
            {Content ? (
              <>
                <h2 className="sr-only">{text.sections[chosen]}</h2>
                <Content />
              </>
            ) : info.data ? (
              <Elsewhere to={first} />
            ) : info.error ? (
              <Trouble error={asApiError(info.error)} retry={() => void info.refetch()} />
            ) : (
              <Skeleton rows={5} />
            )}
          </div>
        </div>
      </div>
    </Page>
  );
}

function Sections({ sections }: { sections: Section[] }) {
  const list = useRef<HTMLElement>(null);
  const step = (by: number) => {
    const links = [...(list.current?.querySelectorAll("a") ?? [])];
    const at = links.findIndex((link) => link.dataset.status === "active");
    const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
    next?.click();
    next?.focus();
  };
  useShortcut("j, arrowdown", () => step(1), strings.kit.nextRow);
  useShortcut("k, arrowup", () => step(-1), strings.kit.previousRow);
  return (
    <nav
      ref={list}
      aria-label={text.nav}
      className="flex w-44 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line p-2"
    >
      {sections.map((section) => (
        <SectionLink key={section} section={section} />
      ))}
    </nav>
  );
}

function SectionLink({ section }: { section: Section }) {
  const navigate = useNavigate();
  const Icon = iconOf(section);
  const label = text.sections[section];
  useShortcut("", () => void navigate({ to: "/settings/$section", params: { section } }), text.open(label));
  return (
    <Link
      to="/settings/$section"
      params={{ section }}
      className="flex h-8 shrink-0 items-center gap-2.5 rounded-control px-2 text-dim hover:bg-hover hover:text-text data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent"
    >
      <Icon className="size-4" aria-hidden />
      {label}
    </Link>
  );
}

/** An address of a section that is not here, such as that of another server, becomes the first one's. */
function Elsewhere({ to }: { to: Section }) {
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: "/settings/$section", params: { section: to }, replace: true });
  }, [navigate, to]);
  return null;
}
