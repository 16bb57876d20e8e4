import { strings } from "../../../lib/strings";
import { ProjectExport } from "./project-export";
import { ProjectImport } from "./project-import";

/** Apps, channels and personas in one file: out, and in again. */
export function ProjectSection() {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-row text-dim">{strings.settings.project.about}</p>
      <ProjectExport />
      <ProjectImport />
    </div>
  );
}
