//! Takes over rows of the live view, to be edited or sent again.

import { useEffect } from "react";
import { usePlace } from "../../api/context";
import { complain, mention, say } from "../../components/toast";
import { composerRequest } from "../../lib/composer-request";
import { dock } from "../../lib/dock";
import { composer as text } from "../../lib/strings/composer";
import { draftOf, fromRow, problemsOf } from "./draft";
import { sendDraft } from "./use-composer";

export function useRowRequests(): void {
  const { api, app } = usePlace();
  useEffect(
    () =>
      composerRequest.subscribe(() => {
        const request = composerRequest.get();
        if (!request) return;
        const { row, mode } = request;
        if (row.app && row.app !== app.id) return mention(text.otherApp(row.app));
        const store = draftOf(app.id);
        const made = fromRow(row, store.get());
        if (!made.ok) return mention(made.reason);
        if (mode === "resend" && Object.keys(problemsOf(made.draft)).length === 0) {
          sendDraft(api, app.id, made.draft, ({ answer, failure }) => {
            if (failure) complain(failure);
            else if (answer) say(answer);
          });
          return;
        }
        store.set(made.draft);
        dock.show("message");
        if (problemsOf(made.draft).payload) mention(text.cutPayload);
      }),
    [api, app.id],
  );
}
