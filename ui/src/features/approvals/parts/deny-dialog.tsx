import { useState } from "react";
import type { Approval } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { strings } from "../../../lib/strings";

const text = strings.approvals;

/** A no is worth a reason; without one it is still a no. */
export function DenyDialog({
  approval,
  onClose,
  onDeny,
}: {
  approval: Approval;
  onClose: () => void;
  onDeny: (reason: string) => void;
}) {
  const [reason, setReason] = useState("");
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.denyTitle(approval.who.label, approval.channel)}
      about={text.denyAbout}
      verb={text.denyVerb}
      danger
      onSubmit={() => onDeny(reason.trim())}
    >
      <Field label={text.reason}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
