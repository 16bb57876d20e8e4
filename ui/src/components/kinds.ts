//! How each kind of event looks: an icon, a word, a colour that repeats the word.

import {
  CircleX,
  DoorOpen,
  Fingerprint,
  HeartPulse,
  LogIn,
  LogOut,
  MessageSquare,
  Plug,
  Scissors,
  Send,
  SlidersHorizontal,
  Unplug,
  Users,
} from "lucide-react";
import type { ComponentType } from "react";

interface Look {
  icon: ComponentType<{ className?: string; "aria-hidden"?: boolean }>;
  colour: string;
}

export const looks = {
  connect: { icon: Plug, colour: "text-system" },
  identify: { icon: Fingerprint, colour: "text-system" },
  subscribe: { icon: LogIn, colour: "text-green" },
  unsubscribe: { icon: LogOut, colour: "text-system" },
  message: { icon: MessageSquare, colour: "text-blue" },
  direct: { icon: Send, colour: "text-violet" },
  state: { icon: SlidersHorizontal, colour: "text-violet" },
  presence: { icon: Users, colour: "text-green" },
  refused: { icon: CircleX, colour: "text-red" },
  approval: { icon: DoorOpen, colour: "text-amber" },
  heartbeat: { icon: HeartPulse, colour: "text-system" },
  disconnect: { icon: Unplug, colour: "text-system" },
  gap: { icon: Scissors, colour: "text-amber" },
} satisfies Record<string, Look>;
