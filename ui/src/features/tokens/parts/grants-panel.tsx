import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Grant, Token } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Ago } from "../../../components/ago";
import { Button, IconButton } from "../../../components/button";
import { Dialog } from "../../../components/dialog";
import { Expires } from "../../../components/expires";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { type Column, Table } from "../../../components/table";
import { say } from "../../../components/toast";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { useReadGrants } from "../use-update";
import { GiveGrantDialog } from "./give-grant-dialog";

const text = strings.tokens.grants;

/** Private channels that the token may join without being asked about. */
export function GrantsPanel({ token }: { token: Token }) {
  const { app } = usePlace();
  const { may, refused } = useMay("manage");
  const query = useQuery(useQueries().tokenGrants(app.id, token.id));
  const title = token.client ? text.titleClient : text.title;
  const [giving, setGiving] = useState(false);
  const [revoking, setRevoking] = useState<Grant>();
  useShortcut("p", may ? () => setGiving(true) : null, text.give);
  const columns: Column<Grant>[] = [
    {
      key: "channel",
      title: text.columns.channel,
      width: "minmax(0,1fr)",
      cell: ({ channel, reason }) => (
        <>
          <Link
            to="/channels/$name"
            params={{ name: channel }}
            title={channel}
            className="block truncate rounded-sm font-medium hover:text-accent"
          >
            {channel}
          </Link>
          {reason && (
            <span title={reason} className="block truncate text-label text-dim">
              {reason}
            </span>
          )}
        </>
      ),
    },
    {
      key: "by",
      title: text.columns.by,
      width: "minmax(0,0.8fr)",
      cell: ({ by, at }) => (
        <span className="block truncate text-dim">
          {text.by[by]}, <Ago at={at} />
        </span>
      ),
    },
    {
      key: "until",
      title: text.columns.until,
      width: "72px",
      right: true,
      cell: ({ until }) => (until ? <Expires at={until} /> : <span className="text-dim">{text.always}</span>),
    },
    {
      key: "verb",
      title: text.revokeVerb,
      quiet: true,
      width: "28px",
      cell: (grant) => (
        <IconButton
          label={text.revoke(grant.channel)}
          icon={<X aria-hidden />}
          refused={refused}
          onClick={() => setRevoking(grant)}
        />
      ),
    },
  ];
  return (
    <Panel
      title={title}
      padded={false}
      end={
        <Button
          tone="quiet"
          className="-mr-2"
          icon={<Plus aria-hidden />}
          keys="p"
          refused={refused}
          onClick={() => setGiving(true)}
        >
          {text.give}
        </Button>
      }
    >
      {!query.data ? (
        <div className="p-3">
          {query.error ? (
            <Trouble error={asApiError(query.error)} retry={() => void query.refetch()} />
          ) : (
            <Skeleton rows={2} />
          )}
        </div>
      ) : query.data.length === 0 ? (
        <p className="p-3 text-dim">{token.client ? text.noneClient : text.none}</p>
      ) : (
        <Table
          label={title}
          columns={columns}
          rows={query.data}
          keyOf={(grant) => grant.channel}
          testId="token-grant"
        />
      )}
      {giving && <GiveGrantDialog token={token} onClose={() => setGiving(false)} />}
      {revoking && (
        <RevokeGrantDialog token={token} grant={revoking} onClose={() => setRevoking(undefined)} />
      )}
    </Panel>
  );
}

function RevokeGrantDialog({ token, grant, onClose }: { token: Token; grant: Grant; onClose: () => void }) {
  const { api, app } = usePlace();
  const readAgain = useReadGrants(token.id);
  const { channel } = grant;
  const revoke = useMutation({
    mutationFn: () =>
      ask(
        api.DELETE("/admin/v1/apps/{app}/channels/{channel}/grants/{token}", {
          params: { path: { app: app.id, channel, token: token.id } },
        }),
      ),
    onSuccess: async () => {
      await readAgain();
      onClose();
      say(text.revoked(channel));
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.revokeTitle(channel)}
      about={text.revokeAbout}
      verb={text.revokeVerb}
      danger
      busy={revoke.isPending}
      onSubmit={() => revoke.mutate()}
    >
      {revoke.error && <Trouble error={asApiError(revoke.error)} />}
    </Dialog>
  );
}
