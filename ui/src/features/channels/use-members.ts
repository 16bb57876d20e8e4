//! Who belongs to a channel: subscriptions and grants, given and taken back.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import type { Grant, Subscription } from "../../api/types";
import { complain, mention, sayUndo } from "../../components/toast";
import { strings } from "../../lib/strings";

const text = strings.channels;

export interface Give {
  token: string;
  duration_ms?: number;
  reason?: string;
}

export function useMembers(channel: string) {
  const { api, app, server } = usePlace();
  const client = useQueryClient();
  const params = (token: string) => ({ path: { app: app.id, channel, token } });
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: [server, `channel:${app.id}/${channel}`] }),
      client.invalidateQueries({ queryKey: [server, "journal", "grants", app.id] }),
    ]);
  const undo = (back: () => Promise<unknown>) => () => {
    back()
      .then(refresh)
      .then(
        () => mention(strings.common.undone),
        (thrown: unknown) => complain(asApiError(thrown)),
      );
  };
  const onError = (thrown: unknown) => complain(asApiError(thrown));

  const put = (token: string, ephemeral: boolean) =>
    ask(
      api.PUT("/admin/v1/apps/{app}/channels/{channel}/subscriptions/{token}", {
        params: params(token),
        body: { ephemeral },
      }),
    );
  const drop = (token: string) =>
    ask(
      api.DELETE("/admin/v1/apps/{app}/channels/{channel}/subscriptions/{token}", { params: params(token) }),
    );
  const give = ({ token, ...body }: Give) =>
    ask(api.PUT("/admin/v1/apps/{app}/channels/{channel}/grants/{token}", { params: params(token), body }));
  const take = (token: string) =>
    ask(api.DELETE("/admin/v1/apps/{app}/channels/{channel}/grants/{token}", { params: params(token) }));

  return {
    subscribe: useMutation({
      mutationFn: ({ token, ephemeral }: { token: string; label: string; ephemeral: boolean }) =>
        put(token, ephemeral).then(refresh),
      onSuccess: (_, { token, label }) =>
        sayUndo(
          text.subscribed(label),
          undo(() => drop(token)),
        ),
    }),
    remove: useMutation({
      mutationFn: ({ who }: Subscription) => drop(who.token ?? "").then(refresh),
      onSuccess: (_, { who, ephemeral }) =>
        sayUndo(
          text.removed(who.label),
          undo(() => put(who.token ?? "", ephemeral)),
        ),
      onError,
    }),
    give: useMutation({
      mutationFn: ({ label: _, ...grant }: Give & { label: string }) => give(grant).then(refresh),
      onSuccess: (_, { token, label }) =>
        sayUndo(
          text.granted(label),
          undo(() => take(token)),
        ),
    }),
    revoke: useMutation({
      mutationFn: ({ who }: Grant) => take(who.token ?? "").then(refresh),
      onSuccess: (_, grant) =>
        sayUndo(
          text.revoked(grant.who.label),
          undo(() => give(again(grant, Date.now()))),
        ),
      onError,
    }),
  };
}

/** The same grant once more: to the same end, for the same reason. */
export function again({ who, until, reason }: Grant, now: number): Give {
  return {
    token: who.token ?? "",
    // A second is the shortest that is accepted.
    ...(until ? { duration_ms: Math.max(Date.parse(until) - now, 1000) } : {}),
    ...(reason ? { reason } : {}),
  };
}
