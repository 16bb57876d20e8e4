import { Languages } from "lucide-react";
import { hueOf } from "../lib/hue";
import { type Meaning, Tag } from "./tag";

/** Inks that are readable on every ground; red is for what went wrong, the accent for what is chosen. */
const inks = ["green", "blue", "violet", "amber"] as const satisfies Meaning[];

/** The ink that stays with a dialect. */
export function inkOf(dialect: string): (typeof inks)[number] {
  return inks[Math.floor(hueOf(`in ${dialect}`) / (360 / inks.length))] ?? inks[0];
}

/** What a client speaks: its name, in a colour that stays with it. */
export function Dialect({ name }: { name: string }) {
  return (
    <Tag meaning={inkOf(name)} icon={<Languages aria-hidden />}>
      {name}
    </Tag>
  );
}
