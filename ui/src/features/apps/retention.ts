//! Retention of an app as a form.

import type { Retention } from "../../api/types";
import { type Duration, durationOf, msOf } from "../../lib/duration";
import { wholeNumber } from "./model";

export type RetentionField = keyof Retention;

export interface RetentionForm {
  all: boolean;
  messages: string;
  ever: boolean;
  age: Duration;
  versions: string;
  idempotency: Duration;
}

/** What stands in the fields that nothing was chosen for. */
const START = { messages: "10000", age: { amount: "30", unit: "day" } as Duration };

export function retentionForm({
  messages,
  age_ms,
  state_versions,
  idempotency_ms,
}: Retention): RetentionForm {
  return {
    all: messages == null,
    messages: messages == null ? START.messages : String(messages),
    ever: age_ms == null,
    age: age_ms == null ? START.age : durationOf(age_ms),
    versions: String(state_versions),
    idempotency: durationOf(idempotency_ms),
  };
}

/** What the form says, and its fields that say no number. */
export function readRetention(form: RetentionForm): {
  value: Retention | undefined;
  wrong: RetentionField[];
} {
  const read = {
    messages: form.all ? null : wholeNumber(form.messages),
    age_ms: form.ever ? null : msOf(form.age),
    state_versions: wholeNumber(form.versions),
    idempotency_ms: msOf(form.idempotency),
  };
  const wrong = (Object.keys(read) as RetentionField[]).filter((field) => read[field] === undefined);
  return { value: wrong.length === 0 ? (read as Retention) : undefined, wrong };
}

/** Would something that is kept now be deleted? */
export function shrinks(now: Retention, next: Retention): boolean {
  const most = (n: number | null | undefined) => n ?? Number.POSITIVE_INFINITY;
  return (
    most(next.messages) < most(now.messages) ||
    most(next.age_ms) < most(now.age_ms) ||
    next.state_versions < now.state_versions
  );
}
