import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, RotateCcw } from "lucide-react";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { StateVersion, Token } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Ago } from "../../../components/ago";
import { Button } from "../../../components/button";
import { DiffView } from "../../../components/diff-view";
import { Skeleton, Trouble } from "../../../components/states";
import { Tag } from "../../../components/tag";
import { complain, say } from "../../../components/toast";
import { cx } from "../../../lib/cx";
import { inOrderOf } from "../../../lib/diff";
import { count } from "../../../lib/format";
import { type Json, pretty } from "../../../lib/json";
import { strings } from "../../../lib/strings";
import { useShowToken } from "../use-update";

const text = strings.tokens.state;

/** States that the token has had, each beside the present one. */
export function StateVersions({ token }: { token: Token }) {
  const { app } = usePlace();
  const query = useQuery(useQueries().tokenStates(app.id, token.id));
  const [open, setOpen] = useState<number>();
  if (!query.data) {
    return query.error ? (
      <Trouble error={asApiError(query.error)} retry={() => void query.refetch()} />
    ) : (
      <Skeleton rows={3} />
    );
  }
  if (query.data.every((one) => one.version === token.state_version)) {
    return <p className="text-dim">{text.versionsNone}</p>;
  }
  return (
    <ul className="-mx-3 max-h-96 overflow-y-auto">
      {query.data.map((one) => (
        <Version
          key={one.version}
          token={token}
          version={one}
          open={open === one.version}
          onOpen={() => setOpen(open === one.version ? undefined : one.version)}
        />
      ))}
    </ul>
  );
}

function Version({
  token,
  version,
  open,
  onOpen,
}: {
  token: Token;
  version: StateVersion;
  open: boolean;
  onOpen: () => void;
}) {
  const { api, app } = usePlace();
  const { refused } = useMay("manage");
  const show = useShowToken();
  const client = useQueryClient();
  const { queryKey } = useQueries().tokenStates(app.id, token.id);
  const restore = useMutation({
    mutationFn: () =>
      ask(
        api.POST("/admin/v1/apps/{app}/tokens/{token}/states/restore", {
          params: { path: { app: app.id, token: token.id } },
          body: { version: version.version, expected_version: token.state_version },
        }),
      ),
    onSuccess: (now) => {
      show(now);
      say(text.restored(count(version.version), count(now.state_version)));
      return client.invalidateQueries({ queryKey });
    },
    onError: (error) => complain(asApiError(error)),
  });
  const number = count(version.version);
  const present = version.version === token.state_version;
  return (
    <li data-testid="token-version">
      <div className="flex min-h-9 items-center gap-2 px-3 hover:bg-hover">
        <button
          type="button"
          aria-expanded={open}
          aria-label={text.look(number)}
          disabled={present}
          onClick={onOpen}
          className="flex h-7 min-w-0 flex-1 items-center gap-2 rounded-sm text-left text-row"
        >
          <ChevronRight
            className={cx("size-4 text-faint", open && "rotate-90", present && "invisible")}
            aria-hidden
          />
          <span className="tnum font-medium">{text.version(number)}</span>
          {present && <Tag meaning="green">{text.now}</Tag>}
          <span className="truncate text-dim">
            {version.by.label}, <Ago at={version.at} />
          </span>
        </button>
        {!present && (
          <Button
            tone="quiet"
            icon={<RotateCcw aria-hidden />}
            aria-label={text.restoreLabel(number)}
            refused={refused}
            busy={restore.isPending}
            onClick={() => restore.mutate()}
          >
            {text.restore}
          </Button>
        )}
      </div>
      {open && !present && (
        <DiffView
          label={text.compare(number)}
          before={pretty(token.state)}
          after={pretty(inOrderOf(version.value as Json, token.state as Json))}
          className="mx-3 mb-2 max-h-60"
        />
      )}
    </li>
  );
}
