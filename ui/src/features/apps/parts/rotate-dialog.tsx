import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { asApiError } from "../../../api/error";
import type { AppCredentials } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Dialog } from "../../../components/dialog";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { OverlapChoice, type OverlapWords } from "./overlap-choice";

/** A day: long enough to put the new one everywhere, short enough not to be forgotten. */
const USUAL_OVERLAP = 86_400_000;

interface Words {
  rotate: string;
  rotateTitle: string;
  rotateAbout: string;
  rotated: string;
  overlapAbout: OverlapWords;
}

/** Makes a new key or secret and asks how long the present ones go on. */
export function RotateDialog({
  app,
  words,
  rotate,
  ready = () => true,
  onClose,
  children,
}: {
  app: string;
  words: Words;
  rotate: (overlapMs: number) => Promise<AppCredentials>;
  /** Whether all that is asked for is right; asked when it shall be made. */
  ready?: () => boolean;
  onClose: () => void;
  children?: ReactNode;
}) {
  const client = useQueryClient();
  const { queryKey } = useQueries().credentials(app);
  const [overlap, setOverlap] = useState(USUAL_OVERLAP);
  const making = useMutation({
    mutationFn: () => rotate(overlap),
    onSuccess: (credentials) => {
      client.setQueryData(queryKey, credentials);
      onClose();
      say(words.rotated);
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.rotateTitle}
      about={words.rotateAbout}
      verb={words.rotate}
      danger={overlap === 0}
      busy={making.isPending}
      onSubmit={() => ready() && making.mutate()}
    >
      <OverlapChoice
        legend={words.rotateAbout}
        value={overlap}
        onChange={setOverlap}
        about={words.overlapAbout}
      />
      {children}
      {making.error && <Trouble error={asApiError(making.error)} />}
    </Dialog>
  );
}
