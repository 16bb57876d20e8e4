import { useMutation } from "@tanstack/react-query";
import { asApiError } from "../../../api/error";
import { Dialog } from "../../../components/dialog";
import { complain, say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import type { Source, Told } from "../source/source";

const text = strings.live.clear;

/** Asks before what was recorded goes. */
export function ClearDialog({
  source,
  told,
  recorded,
  onClose,
}: {
  source: Source;
  told: Told;
  /** On disk, and not only held by the page. */
  recorded: boolean;
  onClose: () => void;
}) {
  const clear = useMutation({
    mutationFn: () => source.clear(),
    onSuccess: () => say(text.done),
    onError: (error) => complain(asApiError(error)),
    onSettled: onClose,
  });
  const held = told.matched + told.hidden;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.title}
      about={recorded ? text.about(count(told.captured)) : text.aboutHeld(count(held))}
      verb={text.verb}
      danger
      busy={clear.isPending}
      onSubmit={() => clear.mutate()}
    />
  );
}
