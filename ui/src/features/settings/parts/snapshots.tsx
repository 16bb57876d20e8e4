import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Camera, History, Trash2 } from "lucide-react";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Snapshot } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Ago } from "../../../components/ago";
import { Button, IconButton } from "../../../components/button";
import { Dialog } from "../../../components/dialog";
import { Panel } from "../../../components/panel";
import { Empty, Skeleton, Trouble } from "../../../components/states";
import { type Column, Table } from "../../../components/table";
import { say } from "../../../components/toast";
import { bytes } from "../../../lib/format";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { RestoreDialog } from "./restore-dialog";
import { TakeDialog } from "./take-dialog";

const text = strings.settings.snapshots;

/** The whole data under a name: take, go back, delete. */
export function SnapshotsSection() {
  const { may, refused } = useMay("manage");
  const snapshots = useQuery(useQueries().snapshots());
  const [taking, setTaking] = useState(false);
  const [asking, setAsking] = useState<{ verb: "restore" | "delete"; snapshot: Snapshot }>();
  useShortcut("c", may ? () => setTaking(true) : null, text.take);
  const close = () => setAsking(undefined);
  const take = (
    <Button
      tone="primary"
      icon={<Camera aria-hidden />}
      keys="c"
      refused={refused}
      onClick={() => setTaking(true)}
    >
      {text.take}
    </Button>
  );
  const columns: Column<Snapshot>[] = [
    {
      key: "name",
      title: text.columns.name,
      width: "minmax(0,1fr)",
      cell: ({ name }) => (
        <span className="block truncate font-medium" title={name}>
          {name}
        </span>
      ),
    },
    {
      key: "taken",
      title: text.columns.taken,
      width: "104px",
      right: true,
      cell: ({ taken_at }) => (
        <span className="text-dim">
          <Ago at={taken_at} />
        </span>
      ),
    },
    {
      key: "size",
      title: text.columns.size,
      width: "84px",
      right: true,
      wide: true,
      cell: (snapshot) => <span className="tnum">{bytes(snapshot.bytes)}</span>,
    },
    {
      key: "verbs",
      title: text.columns.verbs,
      quiet: true,
      width: "136px",
      right: true,
      cell: (snapshot) => (
        <span className="flex items-center justify-end gap-1">
          <Button
            tone="quiet"
            icon={<History aria-hidden />}
            aria-label={text.restoreLabel(snapshot.name)}
            refused={refused}
            onClick={() => setAsking({ verb: "restore", snapshot })}
          >
            {text.restore}
          </Button>
          <IconButton
            label={text.delete(snapshot.name)}
            icon={<Trash2 aria-hidden />}
            refused={refused}
            onClick={() => setAsking({ verb: "delete", snapshot })}
          />
        </span>
      ),
    },
  ];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-4">
        <p className="flex-1 text-row text-dim">{text.about}</p>
        {take}
      </div>
      <Panel padded={false}>
        {snapshots.data ? (
          snapshots.data.length === 0 ? (
            <Empty icon={<Camera />} title={text.empty.title} about={text.empty.about} />
          ) : (
            <Table
              label={strings.settings.sections.snapshots}
              columns={columns}
              rows={snapshots.data}
              keyOf={({ name }) => name}
              testId="snapshot"
            />
          )
        ) : (
          <div className="p-3">
            {snapshots.error ? (
              <Trouble error={asApiError(snapshots.error)} retry={() => void snapshots.refetch()} />
            ) : (
              <Skeleton rows={2} />
            )}
          </div>
        )}
      </Panel>
      {taking && <TakeDialog onClose={() => setTaking(false)} />}
      {asking?.verb === "restore" && <RestoreDialog of={asking.snapshot} onClose={close} />}
      {asking?.verb === "delete" && <DeleteDialog of={asking.snapshot} onClose={close} />}
    </div>
  );
}

function DeleteDialog({ of: { name }, onClose }: { of: Snapshot; onClose: () => void }) {
  const { api } = usePlace();
  const client = useQueryClient();
  const { queryKey } = useQueries().snapshots();
  const remove = useMutation({
    mutationFn: () =>
      ask(api.DELETE("/admin/v1/snapshots/{snapshot}", { params: { path: { snapshot: name } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey });
      onClose();
      say(text.deleted(name));
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.deleteTitle(name)}
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
