//! What a channel is, in icons and words.

import { Database, Globe, Lock, LockOpen, Send, SlidersHorizontal, Timer, Users } from "lucide-react";
import type { ComponentType } from "react";
import type { Capability, Visibility } from "../../../api/types";
import { Tag } from "../../../components/tag";
import { strings } from "../../../lib/strings";

const text = strings.channels;

type Icon = ComponentType<{ className?: string; "aria-hidden"?: boolean }>;

const visibilities: Record<Visibility, Icon> = { private: Lock, public: LockOpen, unprotected: Globe };

const capabilities: Record<Capability, Icon> = {
  persistent: Database,
  presence: Users,
  ephemeral: Timer,
  client_publish: Send,
  client_set_state: SlidersHorizontal,
};

export function VisibilityIcon({ visibility }: { visibility: Visibility }) {
  const Icon = visibilities[visibility];
  return <Icon className="size-4" aria-hidden />;
}

export function VisibilityWord({ visibility }: { visibility: Visibility }) {
  return (
    <span
      title={text.visibilityAbout[visibility]}
      className="inline-flex min-w-0 items-center gap-1.5 text-dim"
    >
      <VisibilityIcon visibility={visibility} />
      <span className="truncate">{text.visibility[visibility]}</span>
    </span>
  );
}

export function CapabilityIcon({ capability }: { capability: Capability }) {
  const Icon = capabilities[capability];
  return <Icon className="size-4" aria-hidden />;
}

export function CapabilityTag({ capability }: { capability: Capability }) {
  const Icon = capabilities[capability];
  return (
    <Tag icon={<Icon aria-hidden />} title={text.capabilitiesAbout[capability]}>
      {text.capabilities[capability]}
    </Tag>
  );
}
