//! The project file as text.

import type { Imported, Project } from "../../api/types";
import { parse } from "../../lib/json";

export type ReadProject = { ok: true; project: Project } | { ok: false; reason: string };

/** Reads a project file; whether it is a good one is for the server to say. */
export function readProject(text: string): ReadProject {
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  const version =
    value !== null && typeof value === "object" && !Array.isArray(value) ? value.switchboard : undefined;
  if (version === undefined) return { ok: false, reason: 'it has no "switchboard": 1.' };
  if (version !== 1)
    return { ok: false, reason: `it is of version ${JSON.stringify(version)}, and 1 is known here.` };
  return { ok: true, project: value as unknown as Project };
}

/** What a project file is called: after its only app, if there is one. */
export function fileName(app: string | undefined): string {
  const plain = (app ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `${plain.slice(0, 60) || "switchboard"}.project.json`;
}

/** Would an import change anything? */
export function changesSomething({ created, updated }: Imported): boolean {
  return created.length + updated.length > 0;
}
