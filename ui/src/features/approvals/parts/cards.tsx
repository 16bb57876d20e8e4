import { useEffect, useRef, useState } from "react";
import { useMay } from "../../../api/may";
import type { Approval } from "../../../api/types";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { Aim, aimOf, byDeadline } from "../model";
import { useDecide } from "../use-decide";
import { Card } from "./card";
import { DenyDialog } from "./deny-dialog";

const text = strings.approvals;

/** The cards, the most urgent first, and the keys that answer the one in focus. */
export function Cards({ approvals, readAt }: { approvals: Approval[]; readAt: number }) {
  const cards = byDeadline(approvals);
  const ids = cards.map((card) => card.id);
  const [focused, setFocused] = useState<string>();
  const [denying, setDenying] = useState<Approval>();
  const at = aimOf(ids, focused);
  const target = cards.find((card) => card.id === at);

  const aim = useRef(new Aim());
  useEffect(() => aim.current.see(ids, at, Date.now()));
  const { decide, busy } = useDecide((id) => aim.current.answer(id));
  const withTarget = (act: (card: Approval) => void) => () => {
    if (target && !busy.has(target.id) && aim.current.steady(Date.now())) act(target);
  };
  const { may } = useMay("approve");
  const bound = may && target !== undefined;
  useShortcut(
    "a",
    bound ? withTarget((card) => decide(card, { answer: "allow", term: "once" })) : null,
    text.allow,
  );
  useShortcut(
    "shift+a",
    bound ? withTarget((card) => decide(card, { answer: "allow", term: "always" })) : null,
    text.always,
  );
  useShortcut("d", bound ? withTarget(setDenying) : null, text.deny);

  return (
    <div className="flex flex-col gap-3">
      {cards.map((card) => (
        <Card
          key={card.id}
          approval={card}
          readAt={readAt}
          aimed={card.id === at}
          busy={busy.has(card.id)}
          onFocus={() => setFocused(card.id)}
          onDecide={(decision) => decide(card, decision)}
          onDeny={() => setDenying(card)}
        />
      ))}
      {denying && (
        <DenyDialog
          approval={denying}
          onClose={() => setDenying(undefined)}
          onDeny={(reason) => {
            setDenying(undefined);
            decide(denying, { answer: "deny", reason: reason === "" ? null : reason });
          }}
        />
      )}
    </div>
  );
}
