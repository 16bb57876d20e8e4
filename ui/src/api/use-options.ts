//! What fits a text that is being typed, for fields that name a token or a channel.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { middle } from "../lib/format";
import { endOf } from "../lib/token-tail";
import { usePlace } from "./context";
import { useQueries } from "./use-queries";

/** Offers of one field. */
const OFFERED = 20;

export interface Offer {
  value: string;
  label: string;
  about?: string;
}

/** What was found for the text before stays until the answer is here, but only what fits this one. */
export function fitting(offers: Offer[], text: string): Offer[] {
  const wanted = text.trim().toLowerCase();
  return offers.filter(({ value, label }) => `${label}\n${value}`.toLowerCase().includes(wanted));
}

export interface Offers {
  options: Offer[];
  searching: boolean;
}

/** Tokens and clients that have the text in their name or id; the value is the id. */
export function useTokenOptions(text: string): Offers {
  const { app } = usePlace();
  const search = useDeferredValue(text.trim());
  const found = useQuery({
    ...useQueries().tokenNames(app.id, search),
    placeholderData: keepPreviousData,
  });
  const options = (found.data?.items ?? []).map(({ id, name }) => ({
    value: id,
    label: name ?? endOf(id, 12),
    about: endOf(id, 12),
  }));
  return { options: fitting(options, text), searching: found.isFetching || search !== text.trim() };
}

/** Channels that have the text in their name. */
export function useChannelOptions(text: string): Offers {
  const { app } = usePlace();
  const search = useDeferredValue(text.trim());
  const found = useQuery({
    ...useQueries().channelNames(app.id, search),
    placeholderData: keepPreviousData,
  });
  const options = (found.data?.items ?? [])
    .slice(0, OFFERED)
    .map(({ name }) => ({ value: name, label: name }));
  return { options: fitting(options, text), searching: found.isFetching || search !== text.trim() };
}

/** Connections that have the text in what is known of them; the value is the id. */
export function useConnectionOptions(text: string): Offers {
  const { app } = usePlace();
  const search = useDeferredValue(text.trim());
  const found = useQuery({
    ...useQueries().connectionNames(app.id, search),
    placeholderData: keepPreviousData,
  });
  const options = (found.data?.items ?? []).map(({ id, who }) => ({
    value: id,
    label: who.label,
    about: middle(id, 10, 6),
  }));
  return { options: fitting(options, text), searching: found.isFetching || search !== text.trim() };
}
