import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeySquare, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { AccessKey, CreatedAccessKey } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Ago } from "../../../components/ago";
import { Button, IconButton } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { Dialog } from "../../../components/dialog";
import { Expires } from "../../../components/expires";
import { Panel } from "../../../components/panel";
import { Empty, Skeleton, Trouble } from "../../../components/states";
import { type Column, Table } from "../../../components/table";
import { Tag } from "../../../components/tag";
import { say } from "../../../components/toast";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { CreateKeyDialog } from "./create-key-dialog";

const text = strings.settings.keys;

/** Who else may use the admin API. */
export function KeysSection() {
  const { may, refused } = useMay("manage");
  const keys = useQuery({ ...useQueries().accessKeys(), enabled: may });
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedAccessKey>();
  const [deleting, setDeleting] = useState<AccessKey>();
  useShortcut("c", may ? () => setCreating(true) : null, text.create);
  const create = (
    <Button
      tone="primary"
      icon={<Plus aria-hidden />}
      keys="c"
      refused={refused}
      onClick={() => setCreating(true)}
    >
      {text.create}
    </Button>
  );
  const columns: Column<AccessKey>[] = [
    {
      key: "name",
      title: text.columns.name,
      width: "minmax(0,1fr)",
      cell: ({ name, hint }) => (
        <>
          <span className="block truncate font-medium" title={name}>
            {name}
          </span>
          <span className="block font-mono text-label text-dim">…{hint}</span>
        </>
      ),
    },
    {
      key: "scope",
      title: text.columns.scope,
      width: "84px",
      cell: ({ scope }) => <Tag title={text.scopesAbout[scope]}>{text.scopes[scope]}</Tag>,
    },
    {
      key: "created",
      title: text.columns.created,
      width: "96px",
      right: true,
      wide: true,
      cell: ({ created_at }) => (
        <span className="text-dim">
          <Ago at={created_at} />
        </span>
      ),
    },
    {
      key: "expires",
      title: text.columns.expires,
      width: "84px",
      right: true,
      cell: ({ expires_at }) => <Expires at={expires_at} />,
    },
    {
      key: "used",
      title: text.columns.used,
      width: "124px",
      right: true,
      wide: true,
      cell: ({ last_used }) => (
        <span className="text-dim">{last_used ? <Ago at={last_used} /> : text.unused}</span>
      ),
    },
    {
      key: "verb",
      title: text.columns.verb,
      quiet: true,
      width: "28px",
      cell: (key) => (
        <IconButton
          label={text.delete(key.name)}
          icon={<Trash2 aria-hidden />}
          refused={refused}
          onClick={() => setDeleting(key)}
        />
      ),
    },
  ];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-4">
        <p className="flex-1 text-row text-dim">{text.about}</p>
        {create}
      </div>
      {created && <Secret of={created} onDone={() => setCreated(undefined)} />}
      <Panel padded={false}>
        {!may ? (
          <p className="p-3 text-dim">{refused}</p>
        ) : keys.data ? (
          keys.data.length === 0 ? (
            <Empty icon={<KeySquare />} title={text.empty.title} about={text.empty.about} />
          ) : (
            <Table
              label={strings.settings.sections.keys}
              columns={columns}
              rows={keys.data}
              keyOf={({ id }) => id}
              testId="access-key"
            />
          )
        ) : (
          <div className="p-3">
            {keys.error ? (
              <Trouble error={asApiError(keys.error)} retry={() => void keys.refetch()} />
            ) : (
              <Skeleton rows={3} />
            )}
          </div>
        )}
      </Panel>
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} onCreated={setCreated} />}
      {deleting && <DeleteKeyDialog of={deleting} onClose={() => setDeleting(undefined)} />}
    </div>
  );
}

/** The key itself, the only time that it can be seen. */
function Secret({ of: { key, secret }, onDone }: { of: CreatedAccessKey; onDone: () => void }) {
  return (
    <Panel title={text.secretTitle(key.name)}>
      <p role="status" className="text-amber">
        {text.secretAbout}
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <code
          data-testid="access-key-secret"
          className="min-w-0 flex-1 font-mono text-row break-all selectable"
        >
          {secret}
        </code>
        <CopyButton text={secret} label={text.secretCopy} />
        <Button onClick={onDone}>{text.secretDone}</Button>
      </div>
    </Panel>
  );
}

function DeleteKeyDialog({ of: key, onClose }: { of: AccessKey; onClose: () => void }) {
  const { api } = usePlace();
  const client = useQueryClient();
  const { queryKey } = useQueries().accessKeys();
  const remove = useMutation({
    mutationFn: () => ask(api.DELETE("/admin/v1/keys/{key}", { params: { path: { key: key.id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey });
      onClose();
      say(text.deleted(key.name));
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.deleteTitle(key.name)}
      about={text.deleteAbout}
      verb={text.deleteVerb}
      danger
      busy={remove.isPending}
      onSubmit={() => remove.mutate()}
    >
      {remove.error && <Trouble error={asApiError(remove.error)} />}
    </Dialog>
  );
}
