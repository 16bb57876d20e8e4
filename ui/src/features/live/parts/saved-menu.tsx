import { Bookmark, Trash2 } from "lucide-react";
import { useState } from "react";
import { usePlace } from "../../../api/context";
import { Button, IconButton } from "../../../components/button";
import { Input } from "../../../components/field";
import { Popover } from "../../../components/popover";
import { useShortcut } from "../../../lib/shortcuts";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";
import { savedOf, without, withSaved } from "../saved";

const text = strings.live.saved;

/** Filters under a name: choose one, save the present one, delete one. */
export function SavedMenu({
  active,
  filter,
  choose,
}: {
  active: boolean;
  filter: string;
  choose: (filter: string) => void;
}) {
  const store = savedOf(usePlace().app.id);
  const all = useStore(store);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  useShortcut("s", active ? () => setOpen(true) : null, strings.live.verbs.saved);
  const wanted = name.trim();
  return (
    <Popover
      label={text.title}
      open={open}
      onOpenChange={setOpen}
      className="w-80"
      trigger={<IconButton label={text.title} keys="s" icon={<Bookmark aria-hidden />} />}
    >
      <h2 className="mb-1 text-label font-medium text-faint">{text.title}</h2>
      {all.length === 0 && <p className="py-1 text-row text-dim">{text.none}</p>}
      <ul className="-mx-1">
        {all.map((one) => (
          <li key={one.name} className="flex items-center rounded-sm hover:bg-hover">
            <button
              type="button"
              onClick={() => {
                choose(one.filter);
                setOpen(false);
              }}
              className="flex h-8 min-w-0 flex-1 items-baseline gap-2 rounded-sm px-1 text-left leading-8"
            >
              <span className="max-w-[60%] shrink-0 truncate">{one.name}</span>
              <span className="min-w-0 flex-1 truncate font-mono text-label text-faint">{one.filter}</span>
            </button>
            <IconButton
              label={text.remove(one.name)}
              icon={<Trash2 aria-hidden />}
              onClick={() => store.set(without(all, one.name))}
            />
          </li>
        ))}
      </ul>
      <form
        className="mt-2 flex gap-2 border-t border-line pt-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted === "" || filter.trim() === "") return;
          store.set(withSaved(all, { name: wanted, filter }));
          setName("");
          setOpen(false);
        }}
      >
        <Input
          className="flex-1"
          aria-label={text.name}
          placeholder={text.namePlaceholder}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button
          type="submit"
          refused={filter.trim() === "" ? text.nothing : undefined}
          disabled={wanted === ""}
        >
          {text.save}
        </Button>
      </form>
      {all.some((one) => one.name === wanted) && (
        <p className="mt-1 text-label text-dim">{text.replaced(wanted)}</p>
      )}
    </Popover>
  );
}
