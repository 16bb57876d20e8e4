import { Pencil, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMay } from "../../../api/may";
import type { Token } from "../../../api/types";
import { Button } from "../../../components/button";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { EditDialog } from "./edit-dialog";
import { MessageDialog } from "./message-dialog";
import { RevokeDialog } from "./revoke-dialog";

const text = strings.tokens;

/** Message it, edit, revoke. */
export function TokenVerbs({ token }: { token: Token }) {
  const { may, refused } = useMay("manage");
  const [asking, setAsking] = useState<"message" | "edit" | "revoke">();
  useShortcut("m", may ? () => setAsking("message") : null, text.message.verb);
  useShortcut("e", may ? () => setAsking("edit") : null, text.edit);
  useShortcut("delete", may ? () => setAsking("revoke") : null, text.revoke);
  const close = () => setAsking(undefined);
  return (
    <>
      <Button icon={<Send aria-hidden />} keys="m" refused={refused} onClick={() => setAsking("message")}>
        {text.message.verb}
      </Button>
      <Button icon={<Pencil aria-hidden />} keys="e" refused={refused} onClick={() => setAsking("edit")}>
        {text.edit}
      </Button>
      <Button
        tone="danger"
        icon={<Trash2 aria-hidden />}
        keys="delete"
        refused={refused}
        onClick={() => setAsking("revoke")}
      >
        {text.revoke}
      </Button>
      {asking === "message" && <MessageDialog token={token} onClose={close} />}
      {asking === "edit" && <EditDialog token={token} onClose={close} />}
      {asking === "revoke" && <RevokeDialog token={token} onClose={close} />}
    </>
  );
}
