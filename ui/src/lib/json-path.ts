//! Where in a JSON value something is, and how that is written.

import type { Json } from "./json";

export type Path = readonly (string | number)[];

const PLAIN = /^[\w$-]+$/;

/** As programs write it: `seats.taken`, `hosts[1]`, `["odd key"].x`. The whole value has an empty path. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!PLAIN.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** As a key of the filter: `payload.user.id`, `payload.hosts[1]`, `payload."odd key"`. */
export function filterKey(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return `${text}.${PLAIN.test(step) ? step : `"${step.replace(/["\\]/g, "\\$&")}"`}`;
  }, "payload");
}

/** What is at a path; nothing if there is nothing. */
export function valueAt(value: Json, path: Path): Json | undefined {
  let here: Json | undefined = value;
  for (const step of path) {
    if (here === null || typeof here !== "object") return undefined;
    here = Array.isArray(here)
      ? here[Number(step)]
      : Object.hasOwn(here, step)
        ? here[step as string]
        : undefined;
  }
  return here;
}
