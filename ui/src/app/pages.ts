//! The pages of the rail: address, name, keys.

import { Activity, Boxes, DoorOpen, Gauge, Hash } from "lucide-react";
import type { ComponentType } from "react";
import { strings } from "../lib/strings";

export interface PageLink {
  to: "/" | "/live" | "/channels" | "/approvals" | "/apps";
  label: string;
  keys: string;
  icon: ComponentType<{ className?: string; "aria-hidden"?: boolean }>;
}

export const pages: PageLink[] = [
  { to: "/", label: strings.nav.overview, keys: "g o", icon: Gauge },
  { to: "/live", label: strings.nav.live, keys: "g l", icon: Activity },
  { to: "/channels", label: strings.nav.channels, keys: "g c", icon: Hash },
  { to: "/approvals", label: strings.nav.approvals, keys: "g a", icon: DoorOpen },
  { to: "/apps", label: strings.nav.apps, keys: "g p", icon: Boxes },
];
