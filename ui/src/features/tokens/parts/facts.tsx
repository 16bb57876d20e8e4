import type { Token } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { CopyId } from "../../../components/copy";
import { Expires } from "../../../components/expires";
import { stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { OnlineWord } from "./traits";

const text = strings.tokens.facts;

/** What the token is, on one line. */
export function Facts({ token }: { token: Token }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b border-line bg-panel px-4 py-2 text-row text-dim">
      <CopyId secret id={token.id} head={12} tail={6} />
      <OnlineWord token={token} />
      {!token.online && token.last_seen && (
        <span>
          {text.seen} <Ago at={token.last_seen} />
        </span>
      )}
      <span>
        {text.expires} <Expires at={token.expires_at} />
        {token.expires_at && <span className="tnum"> · {stamp(token.expires_at)}</span>}
      </span>
      <span className="tnum">
        {text.created} {stamp(token.created_at)}
      </span>
    </div>
  );
}
