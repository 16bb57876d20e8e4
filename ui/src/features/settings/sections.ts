//! The sections of the settings, and which of them there are here.

import {
  AppWindow,
  Camera,
  FileJson,
  Info,
  KeySquare,
  type LucideIcon,
  Palette,
  Plug,
  Server,
} from "lucide-react";
import type { strings } from "../../lib/strings";

export type Section = keyof typeof strings.settings.sections;

interface Traits {
  icon: LucideIcon;
  /** Only where a desktop is around the dashboard. */
  desktop?: true;
  /** Only if the server has this part of the API. */
  needs?: string;
}

const all: Record<Section, Traits> = {
  server: { icon: Server },
  ports: { icon: Plug, desktop: true },
  keys: { icon: KeySquare, needs: "keys" },
  snapshots: { icon: Camera, needs: "snapshots" },
  project: { icon: FileJson, needs: "project" },
  appearance: { icon: Palette },
  window: { icon: AppWindow, desktop: true },
  about: { icon: Info },
};

export function iconOf(section: Section): LucideIcon {
  return all[section].icon;
}

/** What there is to set, in order. As long as the server's parts are not known, those that need one are left out. */
export function sectionsOf(desktop: boolean, capabilities: readonly string[] | undefined): Section[] {
  return (Object.keys(all) as Section[]).filter((section) => {
    const { needs, desktop: only } = all[section];
    return (!only || desktop) && (needs === undefined || capabilities?.includes(needs) === true);
  });
}
