import type { Token } from "../../../api/types";
import { Ago } from "../../../components/ago";
import { CopyId } from "../../../components/copy";
import { Expires } from "../../../components/expires";
import { stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { GuestTag, KindWord, OnlineWord } from "./traits";

const text = strings.tokens.facts;
const ofClient = strings.tokens.client.facts;

/** What the token or client is, on one line. */
export function Facts({ token }: { token: Token }) {
  return (
    <div
      data-testid="token-facts"
      className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b border-line bg-panel px-4 py-2 text-row text-dim"
    >
      <KindWord token={token} />
      {token.client ? (
        <CopyId id={token.client} head={32} tail={8} />
      ) : (
        <CopyId secret id={token.id} head={12} tail={6} />
      )}
      {token.guest && <GuestTag />}
      <OnlineWord token={token} />
      {!token.online && token.last_seen && (
        <span>
          {text.seen} <Ago at={token.last_seen} />
        </span>
      )}
      {!token.client && (
        <span>
          {text.expires} <Expires at={token.expires_at} />
          {token.expires_at && <span className="tnum"> · {stamp(token.expires_at)}</span>}
        </span>
      )}
      <span className="tnum">
        {token.guest ? ofClient.first : token.client ? ofClient.registered : text.created}{" "}
        {stamp(token.created_at)}
      </span>
      {token.extra && (
        <span className="flex min-w-0 items-baseline gap-1.5">
          {ofClient.extra}
          <span className="max-w-96 truncate font-mono text-text selectable" title={token.extra}>
            {token.extra}
          </span>
        </span>
      )}
    </div>
  );
}
