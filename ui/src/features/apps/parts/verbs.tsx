import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowRightLeft, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { App } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { ConfirmByName } from "../../../components/confirm";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { consequence } from "../model";
import { useUpdateApp } from "../use-update";

const text = strings.apps;

/** Switch to it, rename, delete. */
export function AppVerbs({ app }: { app: App }) {
  const { app: inView, switchApp } = usePlace();
  const { may, refused } = useMay("manage");
  const [asking, setAsking] = useState<"rename" | "delete">();
  const other = app.id !== inView.id;
  const look = () => {
    switchApp(app.id);
    say(text.switched(app.name));
  };
  useShortcut("s", other ? look : null, text.switchTo);
  useShortcut("r", may ? () => setAsking("rename") : null, text.rename);
  useShortcut("delete", may ? () => setAsking("delete") : null, text.delete);
  const close = () => setAsking(undefined);
  return (
    <>
      {other && (
        <Button icon={<ArrowRightLeft aria-hidden />} keys="s" onClick={look}>
          {text.switchTo}
        </Button>
      )}
      <Button icon={<Pencil aria-hidden />} keys="r" refused={refused} onClick={() => setAsking("rename")}>
        {text.rename}
      </Button>
      <Button
        tone="danger"
        icon={<Trash2 aria-hidden />}
        keys="delete"
        refused={refused}
        onClick={() => setAsking("delete")}
      >
        {text.delete}
      </Button>
      {asking === "rename" && <RenameDialog app={app} onClose={close} />}
      {asking === "delete" && <DeleteDialog app={app} onClose={close} />}
    </>
  );
}

function RenameDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const [name, setName] = useState(app.name);
  const rename = useUpdateApp(app);
  const empty = name.trim() === "";
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.renameTitle(app.name)}
      about={text.renameAbout}
      verb={text.rename}
      busy={rename.isPending}
      blocked={empty}
      onSubmit={() =>
        rename.mutate(
          { name: name.trim() },
          {
            onSuccess: (changed) => {
              onClose();
              say(text.renamed(changed.name));
            },
          },
        )
      }
    >
      <Field label={text.name} hint={text.nameHint} error={empty ? text.nameEmpty : undefined}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={80}
            value={name}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {rename.error && <Trouble error={asApiError(rename.error)} />}
    </Dialog>
  );
}

function DeleteDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const { api } = usePlace();
  const client = useQueryClient();
  const apps = useQueries().apps();
  // What goes with it is counted anew: the server says nothing when an app has one token more.
  useQuery({ ...apps, refetchOnMount: "always" });
  const { queryKey } = apps;
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => ask(api.DELETE("/admin/v1/apps/{app}", { params: { path: { app: app.id } } })),
    onSuccess: async () => {
      say(text.deleted(app.name));
      await navigate({ to: "/apps" });
      await client.invalidateQueries({ queryKey });
    },
  });
  return (
    <ConfirmByName
      title={text.deleteTitle(app.name)}
      about={consequence(app)}
      verb={text.delete}
      name={app.name}
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      {remove.error && <Trouble error={asApiError(remove.error)} />}
    </ConfirmByName>
  );
}
