import { type ReactNode, useState } from "react";
import { asApiError } from "../../api/error";
import type { Channel } from "../../api/types";
import { complain } from "../../components/toast";
import { strings } from "../../lib/strings";
import { DeleteChannelDialog } from "./parts/delete-dialog";
import { EditChannelDialog } from "./parts/edit-dialog";
import { useUpdateChannel } from "./use-update";

const text = strings.channels;

export interface ChannelVerbs {
  edit: (channel: Channel) => void;
  /** Closes what is open, and opens what is closed. */
  turn: (channel: Channel) => void;
  turning: boolean;
  remove: (channel: Channel) => void;
  /** What the verbs ask; to be shown somewhere on the page. */
  dialog: ReactNode;
}

/** What can be done to a channel, from wherever it is shown. */
export function useChannelVerbs(onDeleted?: () => void): ChannelVerbs {
  const [asked, setAsked] = useState<{ verb: "edit" | "delete"; channel: Channel }>();
  const update = useUpdateChannel();
  const close = () => setAsked(undefined);
  const turn = ({ name, closed }: Channel) =>
    update.mutate(
      {
        name,
        body: { closed: !closed },
        back: { closed },
        done: closed ? text.openNow(name) : text.closedNow(name),
      },
      { onError: (error) => complain(asApiError(error)) },
    );
  return {
    edit: (channel) => setAsked({ verb: "edit", channel }),
    turn,
    turning: update.isPending,
    remove: (channel) => setAsked({ verb: "delete", channel }),
    dialog:
      asked &&
      (asked.verb === "edit" ? (
        <EditChannelDialog channel={asked.channel} onClose={close} />
      ) : (
        <DeleteChannelDialog channel={asked.channel} onClose={close} onDeleted={onDeleted} />
      )),
  };
}
