//! Two events side by side: what is known of both, and what is different in their payloads.

import type { Traffic } from "../../api/types";
import { type Change, changesOf, inOrderOf } from "../../lib/diff";
import { bytes, clock, count, ms } from "../../lib/format";
import { type Json, parse, pretty } from "../../lib/json";
import { strings } from "../../lib/strings";
import { detail } from "../../lib/strings/detail";

export interface FactPair {
  name: string;
  first: string;
  second: string;
  differs: boolean;
}

type Fact = { name: string; of: (row: Traffic) => string | false | null | undefined };

const FACTS: Fact[] = [
  { name: detail.at, of: (row) => clock(row.at) },
  { name: detail.kind, of: (row) => strings.live.kinds[row.kind] },
  { name: detail.direction, of: (row) => strings.live.directions[row.direction] },
  { name: detail.channel, of: (row) => row.channel },
  { name: detail.event, of: (row) => row.event },
  { name: detail.who, of: (row) => row.who?.label },
  { name: detail.connection, of: (row) => row.connection },
  { name: detail.dialect, of: (row) => row.dialect },
  { name: detail.position, of: ({ position }) => position != null && count(position) },
  { name: detail.size, of: ({ size }) => size != null && bytes(size) },
  {
    name: detail.delivered,
    of: ({ delivered, audience }) =>
      delivered != null && detail.deliveredOf(count(delivered), count(audience ?? delivered)),
  },
  { name: detail.latency, of: ({ latency_us }) => latency_us != null && ms(latency_us / 1000) },
  { name: detail.code, of: (row) => row.code },
  { name: detail.reason, of: (row) => row.reason },
];

/** What is known of at least one of them. */
export function factPairs(a: Traffic, b: Traffic): FactPair[] {
  return FACTS.flatMap(({ name, of }) => {
    const [first, second] = [of(a) || "", of(b) || ""];
    return first || second ? [{ name, first, second, differs: first !== second }] : [];
  });
}

export interface PayloadDifference {
  /** Member by member; absent where one of them is no JSON. */
  changes: Change[] | undefined;
  /** Line by line, members in the same order. */
  before: string;
  after: string;
}

/** Nothing if neither has a payload. */
export function payloadDifference(a: Traffic, b: Traffic): PayloadDifference | undefined {
  if (a.payload == null && b.payload == null) return undefined;
  const [first, second] = [read(a), read(b)];
  if (first === undefined || second === undefined)
    return { changes: undefined, before: a.payload ?? "", after: b.payload ?? "" };
  return {
    changes: changesOf(first, second),
    before: pretty(first),
    after: pretty(inOrderOf(second, first)),
  };
}

/** Without a payload it is `null`, as a client would get it. */
function read({ payload }: Traffic): Json | undefined {
  if (payload == null) return null;
  const parsed = parse(payload);
  return parsed.ok ? parsed.value : undefined;
}

/** How many changes there are of each kind that there is. */
export function countKinds(changes: readonly Change[]): [Change["kind"], number][] {
  return (["added", "removed", "changed", "moved"] as const)
    .map((kind): [Change["kind"], number] => [kind, changes.filter((one) => one.kind === kind).length])
    .filter(([, n]) => n > 0);
}
