import type { ReactNode } from "react";
import type { SignedCredential } from "../../../api/types";
import { Dialect } from "../../../components/dialect";
import { Expires } from "../../../components/expires";
import { Fact, FactList } from "../../../components/facts";
import { JsonTree } from "../../../components/json-tree";
import { stamp } from "../../../lib/format";
import type { Json } from "../../../lib/json";
import { strings } from "../../../lib/strings";

const text = strings.tokens.signed;

/** What a signed credential says: what it is, its header, its claims. */
export function Signed({ of: signed }: { of: SignedCredential }) {
  return (
    <div className="flex flex-col gap-3" data-testid="signed">
      <FactList>
        <Fact name={text.kind}>{signed.kind}</Fact>
        <Fact name={text.dialect}>
          <Dialect name={signed.dialect} />
        </Fact>
        <Fact name={text.client}>{signed.client && <span className="font-mono">{signed.client}</span>}</Fact>
        <Fact name={text.role}>{signed.role}</Fact>
        <Fact name={text.expires}>
          {signed.expires_at ? (
            <span className="tnum">
              <Expires at={signed.expires_at} /> · {stamp(signed.expires_at)}
            </span>
          ) : (
            signed.claims && text.never
          )}
        </Fact>
        <Fact name={text.code}>
          {signed.code && <span className="font-mono text-label text-red">{signed.code}</span>}
        </Fact>
      </FactList>
      <div className="grid grid-cols-1 gap-3 rail:grid-cols-2">
        <Part name={text.header}>
          <JsonTree value={signed.header as Json} />
        </Part>
        <Part name={text.claims}>
          {signed.claims ? (
            <JsonTree value={signed.claims as Json} />
          ) : (
            <p className="text-dim">{text.sealed}</p>
          )}
        </Part>
      </div>
    </div>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name} className="min-w-0 rounded-control border border-line bg-canvas p-2">
      <p aria-hidden className="mb-1 text-label font-medium text-dim">
        {name}
      </p>
      <div className="max-h-72 overflow-auto">{children}</div>
    </section>
  );
}
