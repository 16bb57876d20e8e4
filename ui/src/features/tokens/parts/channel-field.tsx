import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { usePlace } from "../../../api/context";
import type { Channel } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Combobox } from "../../../components/combobox";
import { strings } from "../../../lib/strings";

/** A field that offers the channels of the app as one types. */
export function ChannelField({
  id,
  label,
  text,
  onType,
  onPick,
  wanted = () => true,
  autoFocus = false,
  invalid = false,
  describedBy,
}: {
  id?: string;
  label?: string;
  text: string;
  onType: (text: string) => void;
  onPick: (channel: string) => void;
  /** Which ones are offered. */
  wanted?: (channel: Channel) => boolean;
  autoFocus?: boolean;
  invalid?: boolean;
  describedBy?: string;
}) {
  const { app } = usePlace();
  const sought = useDeferredValue(text.trim());
  const found = useQuery({
    ...useQueries().channelNames(app.id, sought),
    placeholderData: keepPreviousData,
  });
  // What was found for another text stands until the answer is here; of it, only what fits may be picked.
  const typed = text.trim().toLowerCase();
  const options = (found.data?.items ?? [])
    .filter((channel) => wanted(channel) && channel.name.toLowerCase().includes(typed))
    .map(({ name, visibility }) => ({
      value: name,
      label: name,
      about: strings.channels.visibility[visibility],
    }));
  return (
    <Combobox
      {...(id ? { id } : {})}
      {...(label ? { label } : {})}
      {...(describedBy ? { describedBy } : {})}
      {...(label ? { placeholder: label } : {})}
      text={text}
      onType={onType}
      onPick={(option) => onPick(option.value)}
      options={options}
      searching={found.isFetching || sought !== text.trim()}
      invalid={invalid}
      autoFocus={autoFocus}
    />
  );
}
