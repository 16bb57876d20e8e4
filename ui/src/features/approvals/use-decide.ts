import { useState } from "react";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import type { Approval, Decision } from "../../api/types";
import { complain, mention, say } from "../../components/toast";
import { strings } from "../../lib/strings";

const text = strings.approvals;

/** Gives answers, and says what became of them. `busy` holds those that are under way, or given. */
export function useDecide(onAnswer: (id: string) => void): {
  decide: (approval: Approval, decision: Decision) => void;
  busy: ReadonlySet<string>;
} {
  const { api } = usePlace();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());

  const answer = async ({ id, who, channel }: Approval, decision: Decision) => {
    setBusy((before) => new Set(before).add(id));
    onAnswer(id);
    try {
      const { outcome } = await ask(
        api.POST("/admin/v1/approvals/{approval}/decision", {
          params: { path: { approval: id } },
          body: decision,
        }),
      );
      say(outcome === "allowed" ? text.allowed(who.label, channel) : text.denied(who.label, channel));
      // It stays busy: the card goes as soon as the server tells of it.
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === "ALREADY_DECIDED") return mention(text.already(who.label, channel));
      setBusy((before) => new Set([...before].filter((one) => one !== id)));
      complain(error);
    }
  };
  return { decide: (approval, decision) => void answer(approval, decision), busy };
}
