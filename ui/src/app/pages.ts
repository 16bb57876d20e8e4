//! The pages of the rail: address, name, keys.

import { Activity, Boxes, DoorOpen, Gauge, Hash, KeyRound, Plug, Settings } from "lucide-react";
import type { ComponentType } from "react";
import { strings } from "../lib/strings";

export interface PageLink {
  to: "/" | "/live" | "/channels" | "/connections" | "/tokens" | "/approvals" | "/apps" | "/settings";
  label: string;
  keys: string;
  icon: ComponentType<{ className?: string; "aria-hidden"?: boolean }>;
}

export const pages: PageLink[] = [
  { to: "/", label: strings.nav.overview, keys: "g o", icon: Gauge },
  { to: "/live", label: strings.nav.live, keys: "g l", icon: Activity },
  { to: "/channels", label: strings.nav.channels, keys: "g c", icon: Hash },
  { to: "/connections", label: strings.nav.connections, keys: "g n", icon: Plug },
  { to: "/tokens", label: strings.nav.tokens, keys: "g t", icon: KeyRound },
  { to: "/approvals", label: strings.nav.approvals, keys: "g a", icon: DoorOpen },
  { to: "/apps", label: strings.nav.apps, keys: "g p", icon: Boxes },
  { to: "/settings", label: strings.nav.settings, keys: "g s", icon: Settings },
];
