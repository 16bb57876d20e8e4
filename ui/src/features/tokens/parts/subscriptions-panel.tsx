import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Token } from "../../../api/types";
import { Button, IconButton } from "../../../components/button";
import { Panel } from "../../../components/panel";
import { Trouble } from "../../../components/states";
import { complain, say, sayUndo } from "../../../components/toast";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { useShowToken } from "../use-update";
import { ChannelField } from "./channel-field";

const text = strings.tokens.channels;

/** The channels that the token is in. */
export function SubscriptionsPanel({ token }: { token: Token }) {
  const { api, app } = usePlace();
  const { may, refused } = useMay("manage");
  const show = useShowToken();
  const [typed, setTyped] = useState("");
  const params = (channel: string) => ({ params: { path: { app: app.id, channel, token: token.id } } });
  const path = "/admin/v1/apps/{app}/channels/{channel}/subscriptions/{token}";
  const add = useMutation({
    mutationFn: (channel: string) => ask(api.PUT(path, { ...params(channel), body: { ephemeral: false } })),
    onSuccess: (_, channel) => {
      setTyped("");
      show({ ...token, channels: [...new Set([...token.channels, channel])] });
      say(text.added(channel));
    },
  });
  const remove = useMutation({
    mutationFn: (channel: string) => ask(api.DELETE(path, params(channel))),
    onSuccess: (_, channel) => {
      show({ ...token, channels: token.channels.filter((one) => one !== channel) });
      sayUndo(text.removed(channel), () => add.mutate(channel));
    },
    onError: (error) => complain(asApiError(error)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (may && typed.trim() !== "" && !add.isPending) add.mutate(typed.trim());
  };
  return (
    <Panel
      title={text.title}
      padded={false}
      end={
        token.channels.length > 0 && (
          <span className="tnum text-row text-dim">{count(token.channels.length)}</span>
        )
      }
    >
      {token.channels.length === 0 ? (
        <p className="p-3 text-dim">{token.client ? text.noneClient : text.none}</p>
      ) : (
        <ul className="max-h-64 overflow-y-auto py-1">
          {token.channels.map((name) => (
            <li
              key={name}
              data-testid="token-channel"
              className="flex items-center gap-2 px-3 hover:bg-hover"
            >
              <Link
                to="/channels/$name"
                params={{ name }}
                title={name}
                className="min-w-0 flex-1 truncate rounded-sm py-1 hover:text-accent"
              >
                {name}
              </Link>
              <IconButton
                label={text.remove(name)}
                icon={<X aria-hidden />}
                refused={refused}
                onClick={() => remove.mutate(name)}
              />
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={submit} className="flex items-center gap-2 border-t border-line p-3">
        <ChannelField
          label={text.addLabel}
          text={typed}
          onType={(next) => {
            add.reset();
            setTyped(next);
          }}
          wanted={(channel) => !token.channels.includes(channel.name)}
          onPick={setTyped}
        />
        <Button
          type="submit"
          icon={<Plus aria-hidden />}
          busy={add.isPending}
          refused={refused}
          disabled={typed.trim() === ""}
        >
          {text.add}
        </Button>
      </form>
      {add.error && <Trouble className="m-3 mt-0" error={asApiError(add.error)} />}
    </Panel>
  );
}
