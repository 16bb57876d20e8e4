//! What can be done about a refusal with one click, and doing it.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import type { Limits, Refused, Visibility } from "../../api/types";
import { complain, mention, say, sayUndo } from "../../components/toast";
import { bytes, count } from "../../lib/format";
import { strings } from "../../lib/strings";
import { type Raise, raiseOf } from "./model";
import { TokenDialog } from "./parts/token-dialog";

const text = strings.connections.refused;

interface Deed {
  /** What the button says. */
  label: string;
  run: () => Promise<{ said: string; undo?: (() => Promise<unknown>) | undefined } | undefined>;
}

export interface Remedies {
  /** What the button of a refusal says; nothing if nothing can be done here. */
  labelOf: (refused: Refused) => string | undefined;
  apply: (refused: Refused) => void;
  /** Refusals that were remedied here. */
  done: ReadonlySet<number>;
  busy: number | undefined;
  dialog: ReactNode;
}

export function useRemedies(): Remedies {
  const { api, app, server } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [done, setDone] = useState<ReadonlySet<number>>(new Set());
  const [token, setToken] = useState<string>();

  const raising = ({ limit, from, to }: Raise): Deed => {
    const words = [text.limits[limit], amount(limit, to)] as const;
    const put = (value: number) =>
      ask(
        api.PATCH("/admin/v1/apps/{app}", {
          params: { path: { app: app.id } },
          body: { limits: { [limit]: value } },
        }),
      );
    return {
      label: text.remedies.raise_limit(...words),
      run: async () => {
        await put(to);
        return { said: text.did.raise_limit(...words), undo: () => put(from) };
      },
    };
  };

  const deedOf = (refused: Refused): Deed | undefined => {
    const { remedy } = refused;
    if (refused.app !== app.id) return undefined;
    const raise = raiseOf(refused, app.limits);
    if (raise) return raising(raise);
    if (!remedy) return undefined;
    const name = remedy.channel ?? "";
    const channel = { path: { app: app.id, channel: name } };
    switch (remedy.action) {
      // The refusal names no limit of the app.
      case "raise_limit":
        return undefined;
      case "create_token":
        return {
          label: text.remedies.create_token,
          run: async () => {
            const made = await ask(
              api.POST("/admin/v1/apps/{app}/tokens", { params: { path: { app: app.id } }, body: {} }),
            );
            setToken(made.id);
            return undefined;
          },
        };
      // For whom, is chosen there.
      case "mint_token":
        return {
          label: text.remedies.mint_token,
          run: async () => {
            await navigate({ to: "/tokens", search: { kind: "client" } });
            return undefined;
          },
        };
      case "unprotect": {
        const put = (visibility: Visibility) =>
          ask(
            api.PATCH("/admin/v1/apps/{app}/channels/{channel}", { params: channel, body: { visibility } }),
          );
        return {
          label: text.remedies.unprotect(name),
          run: async () => {
            const { visibility } = await ask(
              api.GET("/admin/v1/apps/{app}/channels/{channel}", { params: channel }),
            );
            await put("unprotected");
            return { said: text.did.unprotect(name), undo: () => put(visibility) };
          },
        };
      }
      case "create_channel": {
        // So that whoever was refused gets in the next time.
        const visibility =
          refused.who?.kind === "token" || refused.who?.kind === "client" ? "public" : "unprotected";
        return {
          label: text.remedies.create_channel(name, strings.channels.visibility[visibility]),
          run: async () => {
            await ask(
              api.POST("/admin/v1/apps/{app}/channels", {
                params: { path: { app: app.id } },
                body: { name, visibility },
              }),
            );
            return {
              said: text.did.create_channel(name),
              undo: () => ask(api.DELETE("/admin/v1/apps/{app}/channels/{channel}", { params: channel })),
            };
          },
        };
      }
      case "grant": {
        const id = remedy.token ?? refused.who?.token;
        if (!id) return undefined;
        const params = { path: { ...channel.path, token: id } };
        return {
          label: text.remedies.grant(name),
          run: async () => {
            await ask(
              api.PUT("/admin/v1/apps/{app}/channels/{channel}/grants/{token}", { params, body: {} }),
            );
            return {
              said: text.did.grant(refused.who?.label ?? "", name),
              undo: () =>
                ask(api.DELETE("/admin/v1/apps/{app}/channels/{channel}/grants/{token}", { params })),
            };
          },
        };
      }
      case "add_capability": {
        const { capability } = remedy;
        if (!capability) return undefined;
        const word = strings.channels.capabilities[capability];
        const put = (capabilities: (typeof capability)[]) =>
          ask(
            api.PATCH("/admin/v1/apps/{app}/channels/{channel}", { params: channel, body: { capabilities } }),
          );
        return {
          label: text.remedies.add_capability(word, name),
          run: async () => {
            const { capabilities } = await ask(
              api.GET("/admin/v1/apps/{app}/channels/{channel}", { params: channel }),
            );
            await put([...new Set([...capabilities, capability])]);
            return { said: text.did.add_capability(word, name), undo: () => put(capabilities) };
          },
        };
      }
      case "open_channel": {
        const put = (closed: boolean) =>
          ask(api.PATCH("/admin/v1/apps/{app}/channels/{channel}", { params: channel, body: { closed } }));
        return {
          label: text.remedies.open_channel(name),
          run: async () => {
            await put(false);
            return { said: text.did.open_channel(name), undo: () => put(true) };
          },
        };
      }
    }
  };

  const mutation = useMutation({
    mutationFn: async (refused: Refused) => {
      const did = await deedOf(refused)?.run();
      await client.invalidateQueries({ queryKey: [server] });
      return did;
    },
    onSuccess: (did, { id }) => {
      const mark = (on: boolean) =>
        setDone((was) => new Set(on ? [...was, id] : [...was].filter((one) => one !== id)));
      mark(true);
      const undo = did?.undo;
      if (!did) return;
      if (!undo) return say(did.said);
      sayUndo(did.said, () => {
        undo().then(
          () => {
            mark(false);
            mention(strings.common.undone);
            void client.invalidateQueries({ queryKey: [server] });
          },
          (thrown: unknown) => complain(asApiError(thrown)),
        );
      });
    },
    onError: (thrown) => complain(asApiError(thrown)),
  });

  return {
    labelOf: (refused) => deedOf(refused)?.label,
    apply: (refused) => mutation.mutate(refused),
    done,
    busy: mutation.isPending ? mutation.variables.id : undefined,
    dialog: token !== undefined && <TokenDialog token={token} onClose={() => setToken(undefined)} />,
  };
}

function amount(limit: keyof Limits, value: number): string {
  return limit.endsWith("_bytes") ? bytes(value) : count(value);
}
