import { useQueryClient } from "@tanstack/react-query";
import { Bookmark, Folder, PencilLine, Trash2 } from "lucide-react";
import { useState } from "react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useQueries } from "../../../api/use-queries";
import { IconButton } from "../../../components/button";
import { Empty } from "../../../components/states";
import { complain, mention, sayUndo } from "../../../components/toast";
import { dock } from "../../../lib/dock";
import { oneLine } from "../../../lib/format";
import { useStore } from "../../../lib/store";
import { composer } from "../../../lib/strings/composer";
import { draftOf, type Persona } from "../draft";
import { library } from "../library";
import { foldersOf, type SavedMessage, type Somebody } from "../saved";
import { targetOf } from "../words";
import { RenameDialog } from "./rename-dialog";

const text = composer.saved;

/** Messages that were kept under a name. */
export function SavedPanel() {
  const { messages } = useStore(library);
  const load = useLoad();
  const [renamed, setRenamed] = useState<SavedMessage>();
  if (messages.length === 0)
    return <Empty icon={<Bookmark aria-hidden />} title={text.empty.title} about={text.empty.about} />;
  const remove = (saved: SavedMessage) => {
    const before = library.get();
    library.set({ ...before, messages: before.messages.filter((one) => one !== saved) });
    sayUndo(text.deleted(saved.name), () => library.set(before));
  };
  return (
    <div role="group" aria-label={text.list} className="h-full overflow-y-auto py-1">
      {foldersOf(messages).map(([folder, list]) => (
        <section key={folder} aria-label={folder || text.noFolder}>
          <h3 className="flex h-7 items-center gap-1.5 px-3 text-label font-medium text-faint">
            <Folder className="size-3.5" aria-hidden />
            {folder || text.noFolder}
          </h3>
          <ul>
            {list.map((saved) => (
              <li
                key={saved.name}
                data-testid="composer-saved"
                className="flex h-8 items-center gap-3 px-3 text-row hover:bg-hover"
              >
                <button
                  type="button"
                  title={text.load}
                  className="h-7 w-40 shrink-0 truncate rounded-sm text-left font-medium hover:text-accent"
                  onClick={() => void load(saved)}
                >
                  {saved.name}
                </button>
                <span className="w-28 shrink-0 truncate">{targetOf(saved)}</span>
                <span className="w-28 shrink-0 truncate font-mono">{saved.event}</span>
                <span className="min-w-0 flex-1 truncate font-mono text-dim">{oneLine(saved.payload)}</span>
                <IconButton
                  label={text.rename}
                  icon={<PencilLine aria-hidden />}
                  onClick={() => setRenamed(saved)}
                />
                <IconButton label={text.delete} icon={<Trash2 aria-hidden />} onClick={() => remove(saved)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {renamed && <RenameDialog saved={renamed} onClose={() => setRenamed(undefined)} />}
    </div>
  );
}

/** Makes a saved message the draft; whoever it is for or from is looked up again. */
function useLoad() {
  const { app } = usePlace();
  const queries = useQueries();
  const client = useQueryClient();
  const find = async (who: Somebody | null): Promise<Persona | null> => {
    if (!who) return null;
    const token = await client.fetchQuery(queries.tokenByTail(app.id, who.tail));
    if (!token) mention(text.gone(who.label));
    return token && { id: token.id, label: token.name ?? who.label };
  };
  return async ({ folder: _folder, name: _name, ...saved }: SavedMessage) => {
    try {
      const [token, as] = [await find(saved.token), await find(saved.as)];
      const draft = draftOf(app.id);
      draft.set({ ...draft.get(), ...saved, token, as });
      dock.show("message");
    } catch (thrown) {
      complain(asApiError(thrown));
    }
  };
}
