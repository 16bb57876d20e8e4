//! How the states of a simulated client and of its channels look: an icon, a word, a colour that repeats it.

import { CircleCheck, CircleX, Clock, EarOff, LoaderCircle, Unplug } from "lucide-react";
import { simulated as text } from "../../../lib/strings/simulated";

export const states = {
  connecting: { icon: LoaderCircle, colour: "text-dim", word: text.states.connecting },
  open: { icon: CircleCheck, colour: "text-green", word: text.states.open },
  silent: { icon: EarOff, colour: "text-amber", word: text.states.silent },
  refused: { icon: CircleX, colour: "text-red", word: text.states.refused },
  gone: { icon: Unplug, colour: "text-dim", word: text.states.gone },
};

export const memberships = {
  waiting: { icon: Clock, colour: "text-amber", word: text.memberships.waiting },
  joined: { icon: CircleCheck, colour: "text-green", word: text.memberships.joined },
  refused: { icon: CircleX, colour: "text-red", word: text.memberships.refused },
};
