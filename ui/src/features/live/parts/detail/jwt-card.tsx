import { KeyRound, ShieldQuestion } from "lucide-react";
import { JsonTree } from "../../../../components/json-tree";
import { Tag } from "../../../../components/tag";
import { useNow } from "../../../../lib/clock";
import { stamp } from "../../../../lib/format";
import { pathText } from "../../../../lib/json-path";
import { type FoundJwt, type JwtTime, timesOf } from "../../../../lib/jwt";
import { detail } from "../../../../lib/strings/detail";
import { away, meaningInWords } from "./meaning";

const text = detail.jwt;

/** What a JSON Web Token in the payload says of itself. */
export function JwtCard({ found: { path, jwt } }: { found: FoundJwt }) {
  const now = useNow(1000);
  const title = text.title(pathText(path));
  const times = timesOf(jwt, now);
  const explain = (value: unknown) => meaningInWords(value, now);
  return (
    <section
      aria-label={title}
      data-testid="jwt"
      className="flex flex-col gap-2 rounded-control border border-line bg-canvas p-2"
    >
      <header className="flex items-center gap-1.5">
        <KeyRound className="size-4 text-faint" aria-hidden />
        <h3 className="min-w-0 flex-1 truncate text-row font-medium" title={title}>
          {title}
        </h3>
        <Tag meaning="amber" icon={<ShieldQuestion aria-hidden />} title={text.unverifiedWhy}>
          {text.unverified}
        </Tag>
      </header>
      <ul className="flex flex-wrap gap-x-3 text-row">
        {times.map((time) => (
          <li key={time.claim} className={wrong(time) ? "text-red" : "text-dim"}>
            <time dateTime={isoOf(time)} title={stamp(isoOf(time))}>
              {said(time, away(time.at, now))}
            </time>
          </li>
        ))}
        {!times.some(({ claim }) => claim === "exp") && <li className="text-dim">{text.noExp}</li>}
      </ul>
      <div>
        <p className="text-label font-medium text-dim">{text.header}</p>
        <JsonTree label={`${title}: ${text.header}`} value={jwt.header} explain={explain} />
      </div>
      <div>
        <p className="text-label font-medium text-dim">{text.claims}</p>
        <JsonTree label={`${title}: ${text.claims}`} value={jwt.claims} explain={explain} />
      </div>
    </section>
  );
}

/** An instant beyond what a date can hold stands as it is. */
function isoOf({ at }: JwtTime): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}

/** It does not count now, whoever signed it. */
const wrong = ({ claim, past }: JwtTime) => (claim === "exp" && past) || (claim === "nbf" && !past);

function said({ claim, past }: JwtTime, when: string): string {
  return claim === "iat" ? text.iat(when) : text[claim](past, when);
}
