import { useQuery } from "@tanstack/react-query";
import { Hash, Plus, Search, SearchX, X } from "lucide-react";
import { useRef, useState } from "react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { useQueries } from "../../api/use-queries";
import { Button, IconButton } from "../../components/button";
import { Input } from "../../components/field";
import { KeyHint } from "../../components/key-hint";
import { Page } from "../../components/panel";
import { Empty, Skeleton, Trouble } from "../../components/states";
import { useShortcut } from "../../lib/shortcuts";
import { strings } from "../../lib/strings";
import { CreateChannelDialog } from "./parts/create-dialog";
import { ChannelList } from "./parts/list";

const text = strings.channels;

/** The rooms of the app in view. */
export function ChannelsView() {
  const { app } = usePlace();
  const channels = useQuery(useQueries().channels(app.id));
  const [sought, setSought] = useState("");
  const [creating, setCreating] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  useShortcut("/", () => search.current?.focus());
  useShortcut("c", () => setCreating(true));

  const all = channels.data ?? [];
  const wanted = sought.trim().toLowerCase();
  const found = all.filter((channel) => channel.name.toLowerCase().includes(wanted));
  const create = (
    <Button tone="primary" icon={<Plus aria-hidden />} keys="c" onClick={() => setCreating(true)}>
      {text.create}
    </Button>
  );
  return (
    <Page
      title={text.title}
      about={text.about}
      verbs={
        <>
          <Input
            ref={search}
            className="w-52"
            aria-label={text.search}
            placeholder={text.search}
            icon={<Search aria-hidden />}
            value={sought}
            onChange={(event) => setSought(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              setSought("");
              event.currentTarget.blur();
            }}
            end={
              sought ? (
                <IconButton
                  label={strings.common.clear}
                  icon={<X aria-hidden />}
                  className="-mr-1.5"
                  onClick={() => setSought("")}
                />
              ) : (
                <KeyHint keys="/" />
              )
            }
          />
          {create}
        </>
      }
    >
      {channels.error && !channels.data ? (
        <Trouble
          error={asApiError(channels.error)}
          retry={() => void channels.refetch()}
          className="m-4 max-w-xl"
        />
      ) : !channels.data ? (
        <Skeleton rows={5} className="max-w-3xl p-4" />
      ) : all.length === 0 ? (
        <Empty icon={<Hash />} title={text.empty.title} about={text.empty.about}>
          {create}
        </Empty>
      ) : found.length === 0 ? (
        <Empty icon={<SearchX />} title={text.noMatch.title} about={text.noMatch.about}>
          <Button onClick={() => setSought("")}>{strings.common.clear}</Button>
          {create}
        </Empty>
      ) : (
        <ChannelList channels={found} />
      )}
      {creating && (
        <CreateChannelDialog
          startWith={found.length === 0 ? sought.trim() : ""}
          taken={new Set(all.map((channel) => channel.name))}
          onClose={() => setCreating(false)}
        />
      )}
    </Page>
  );
}
