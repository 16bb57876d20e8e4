//! What the snippets of one dialect are made of: who connects, and into which channel, is chosen; the rest is as it is.

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePlace } from "../../api/context";
import { addresses, channelsFor, clients, type Ingredients, kindsOf, personas } from "../../api/snippets";
import type { DialectInfo, Info } from "../../api/types";
import { useQueries } from "../../api/use-queries";
import { strings } from "../../lib/strings";

const text = strings.overview;

/** What a channel is called that need not be there, and a client. */
const NEW_CHANNEL = "hello";
const NEW_CLIENT = "visitor";

export interface Option {
  value: string;
  label: string;
}

export interface Choosing {
  options: Option[];
  value: string;
  choose: (value: string) => void;
}

export interface Made {
  error: unknown;
  retry: () => void;
  /** Names of the snippets; none if there are none for this dialect. */
  kinds: string[];
  /** Absent while it is read, or if there is no channel. */
  from: Ingredients | undefined;
  noChannel: boolean;
  /** Who connects; absent where that is not asked. */
  who: Choosing | undefined;
  where: Choosing | undefined;
  /** The app that those are in who name none, if it is not the one in view. */
  home: string | undefined;
}

export function useSnippets(info: Info, dialect: DialectInfo): Made {
  const { app } = usePlace();
  const queries = useQueries();
  const credentials = useQuery(queries.credentials(app.id));
  const tokens = useQuery(queries.tokens(app.id));
  const channels = useQuery(queries.channels(app.id));
  const [chosen, setChosen] = useState<string>();
  const [wanted, setWanted] = useState<string>();

  const who = choosing(whoOf(dialect, tokens.data ?? []), chosen, setChosen);
  // A client that says who it is has a token, or a credential.
  const known = dialect.mints || (dialect.tokens && who?.value !== "");
  const rooms = channelsFor(dialect.name, channels.data ?? [], known).map(({ name }) => ({
    value: name,
    label: name,
  }));
  // Where channels are made by who comes, there is always one.
  const fresh = !dialect.tokens && !dialect.mints && !rooms.some(({ value }) => value === NEW_CHANNEL);
  if (fresh) rooms.push({ value: NEW_CHANNEL, label: text.newChannel(NEW_CHANNEL) });
  const where = choosing(rooms, wanted, setWanted);

  const client = dialect.mints && tokens.data ? who?.value : undefined;
  const mint = (role: string) => queries.minted(app.id, dialect.name, client ?? "", role);
  const own = useQuery({ ...mint("Client"), enabled: client !== undefined });
  const admin = useQuery({ ...mint("Admin"), enabled: client !== undefined });
  const signed =
    own.data && admin.data ? { client: own.data.credential, admin: admin.data.credential } : undefined;

  const failed = [credentials, tokens, channels, own, admin].find((one) => one.error);
  const place = addresses(info, dialect.name);
  const there = credentials.data && tokens.data && channels.data && (!dialect.mints || signed);
  const elsewhere = dialect.default_app && dialect.default_app !== app.id ? dialect.default_app : undefined;
  return {
    error: failed?.error,
    retry: () => void failed?.refetch(),
    kinds: place ? kindsOf(dialect.name, elsewhere === undefined) : [],
    from:
      there && place && where
        ? {
            projectId: app.id,
            projectToken: credentials.data.project_token,
            token: dialect.tokens ? who?.value || undefined : undefined,
            signed,
            channel: where.value,
            ...place,
          }
        : undefined,
    noChannel: channels.data !== undefined && where === undefined,
    who,
    where,
    home: elsewhere,
  };
}

/** Who may be chosen, the first one to begin with; nobody where it is not asked. */
function whoOf({ tokens, mints }: DialectInfo, all: Parameters<typeof personas>[0]): Option[] {
  if (mints) {
    const known = clients(all).map(({ name, client, id }) => ({
      value: client ?? id,
      label: name ?? client ?? id,
    }));
    const taken = known.some(({ value }) => value === NEW_CLIENT);
    return taken ? known : [...known, { value: NEW_CLIENT, label: text.somebody(NEW_CLIENT) }];
  }
  if (!tokens) return [];
  return [
    ...personas(all).map((one) => ({ value: one.id, label: one.name ?? one.id })),
    { value: "", label: text.nobody },
  ];
}

function choosing(
  options: Option[],
  chosen: string | undefined,
  choose: (value: string) => void,
): Choosing | undefined {
  const value = (options.find((one) => one.value === chosen) ?? options[0])?.value;
  return value === undefined ? undefined : { options, value, choose };
}
