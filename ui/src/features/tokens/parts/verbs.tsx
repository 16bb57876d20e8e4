import { Pencil, Send, Trash2, UserRoundPlus } from "lucide-react";
import { useState } from "react";
import { useMay } from "../../../api/may";
import type { Token } from "../../../api/types";
import { Button } from "../../../components/button";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { EditClientDialog } from "./edit-client-dialog";
import { EditDialog } from "./edit-dialog";
import { MessageDialog } from "./message-dialog";
import { RevokeDialog } from "./revoke-dialog";

const text = strings.tokens;

/** Message it, edit, revoke; a guest is registered first. */
export function TokenVerbs({ token }: { token: Token }) {
  const { may, refused } = useMay("manage");
  const [asking, setAsking] = useState<"message" | "edit" | "revoke">();
  const edit = token.guest ? text.client.register : text.edit;
  const end = token.client ? text.client.delete : text.revoke;
  const kept = !token.guest;
  useShortcut("m", may ? () => setAsking("message") : null, text.message.verb);
  useShortcut("e", may ? () => setAsking("edit") : null, edit);
  useShortcut("delete", may && kept ? () => setAsking("revoke") : null, end);
  const close = () => setAsking(undefined);
  return (
    <>
      <Button icon={<Send aria-hidden />} keys="m" refused={refused} onClick={() => setAsking("message")}>
        {text.message.verb}
      </Button>
      <Button
        icon={token.guest ? <UserRoundPlus aria-hidden /> : <Pencil aria-hidden />}
        keys="e"
        refused={refused}
        onClick={() => setAsking("edit")}
      >
        {edit}
      </Button>
      {kept && (
        <Button
          tone="danger"
          icon={<Trash2 aria-hidden />}
          keys="delete"
          refused={refused}
          onClick={() => setAsking("revoke")}
        >
          {end}
        </Button>
      )}
      {asking === "message" && <MessageDialog token={token} onClose={close} />}
      {asking === "edit" &&
        (token.client ? (
          <EditClientDialog token={token} onClose={close} />
        ) : (
          <EditDialog token={token} onClose={close} />
        ))}
      {asking === "revoke" && <RevokeDialog token={token} onClose={close} />}
    </>
  );
}
