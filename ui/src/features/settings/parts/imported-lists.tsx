import { Equal, type LucideIcon, PencilLine, Plus, TriangleAlert } from "lucide-react";
import type { Imported } from "../../../api/types";
import { strings } from "../../../lib/strings";
import { changesSomething } from "../project-file";

const looks: Record<keyof Imported, { icon: LucideIcon; colour: string }> = {
  warnings: { icon: TriangleAlert, colour: "text-amber" },
  created: { icon: Plus, colour: "text-green" },
  updated: { icon: PencilLine, colour: "text-blue" },
  unchanged: { icon: Equal, colour: "text-dim" },
};

const kinds = Object.keys(looks) as (keyof Imported)[];

/** What an import did, or would do: one line each. */
export function ImportedLists({
  title,
  words,
  of: imported,
}: {
  title: string;
  words: Record<keyof Imported, string>;
  of: Imported;
}) {
  return (
    <section
      aria-label={title}
      data-testid="imported"
      className="rounded-control border border-line bg-canvas p-2"
    >
      <h3 className="text-row font-semibold">{title}</h3>
      {!changesSomething(imported) && <p className="text-row text-dim">{strings.settings.project.nothing}</p>}
      <ul className="mt-1 max-h-64 overflow-y-auto text-row">
        {kinds.flatMap((kind) => {
          const { icon: Icon, colour } = looks[kind];
          return imported[kind].map((line) => (
            <li key={`${kind} ${line}`} className="flex items-start gap-2 py-0.5">
              <span className={`flex w-28 shrink-0 items-center gap-1.5 ${colour}`}>
                <Icon className="size-4" aria-hidden />
                {words[kind]}
              </span>
              <span className="min-w-0 break-words selectable">{line}</span>
            </li>
          ));
        })}
      </ul>
    </section>
  );
}
