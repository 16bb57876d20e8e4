import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LogIn, X } from "lucide-react";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Connection } from "../../../api/types";
import { useChannelOptions } from "../../../api/use-options";
import { Button, IconButton } from "../../../components/button";
import { Combobox } from "../../../components/combobox";
import { Dot } from "../../../components/dot";
import { Panel } from "../../../components/panel";
import { Trouble } from "../../../components/states";
import { complain, mention, sayUndo } from "../../../components/toast";
import { strings } from "../../../lib/strings";

const text = strings.connections;

/** The channels that a connection is in; it can be put into others, and out of them. */
export function ChannelsPanel({ connection }: { connection: Connection }) {
  const { api, app, server } = usePlace();
  const { refused } = useMay("manage");
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const { options, searching } = useChannelOptions(typed);
  const refresh = () => client.invalidateQueries({ queryKey: [server, `connections:${app.id}`] });
  const path = "/admin/v1/apps/{app}/connections/{connection}/subscriptions/{channel}" as const;
  const params = (channel: string) => ({ path: { app: app.id, connection: connection.id, channel } });
  const put = (channel: string) => ask(api.PUT(path, { params: params(channel) })).then(refresh);
  const drop = (channel: string) => ask(api.DELETE(path, { params: params(channel) })).then(refresh);
  const undo = (back: () => Promise<unknown>) => () => {
    back().then(
      () => mention(strings.common.undone),
      (thrown: unknown) => complain(asApiError(thrown)),
    );
  };
  const subscribe = useMutation({
    mutationFn: put,
    onSuccess: (_, channel) => {
      setTyped("");
      sayUndo(
        text.subscribed(channel),
        undo(() => drop(channel)),
      );
    },
  });
  const unsubscribe = useMutation({
    mutationFn: drop,
    onSuccess: (_, channel) =>
      sayUndo(
        text.unsubscribed(channel),
        undo(() => put(channel)),
      ),
    onError: (thrown) => complain(asApiError(thrown)),
  });
  const wanted = typed.trim();
  return (
    <Panel title={text.channelsTitle} padded={false}>
      {connection.channels.length === 0 ? (
        <p className="p-3 text-dim">{text.channelsEmpty}</p>
      ) : (
        <ul className="max-h-64 overflow-y-auto py-1">
          {connection.channels.map((channel) => (
            <li
              key={channel}
              data-testid="connection-channel"
              className="flex min-h-8 items-center gap-2 pr-1 pl-3"
            >
              <Dot name={channel} />
              <Link
                to="/channels/$name"
                params={{ name: channel }}
                className="min-w-0 flex-1 truncate rounded-sm hover:text-accent hover:underline"
              >
                {channel}
              </Link>
              <IconButton
                label={text.unsubscribe(channel)}
                icon={<X aria-hidden />}
                refused={refused}
                onClick={() => unsubscribe.mutate(channel)}
              />
            </li>
          ))}
        </ul>
      )}
      <form
        className="flex flex-col gap-2 border-t border-line p-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted && !refused) subscribe.mutate(wanted);
        }}
      >
        <div className="flex gap-2">
          <Combobox
            label={text.subscribe}
            placeholder={text.subscribe}
            text={typed}
            onType={setTyped}
            onPick={({ value }) => setTyped(value)}
            options={options.filter(({ value }) => !connection.channels.includes(value))}
            searching={searching}
          />
          <Button
            type="submit"
            icon={<LogIn aria-hidden />}
            busy={subscribe.isPending}
            disabled={wanted === ""}
            refused={refused}
          >
            {text.subscribeVerb}
          </Button>
        </div>
        <p className="text-label text-faint">{text.subscribeHint}</p>
        {subscribe.error && <Trouble error={asApiError(subscribe.error)} />}
      </form>
    </Panel>
  );
}
