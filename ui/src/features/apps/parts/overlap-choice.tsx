import { stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const { overlaps } = strings.apps.credentials;

const spans = Object.keys(overlaps).map(Number);

export interface OverlapWords {
  now: string;
  later: (end: string) => string;
}

/** For how long what is replaced goes on working. */
export function OverlapChoice({
  legend,
  value,
  onChange,
  about,
}: {
  legend: string;
  value: number;
  onChange: (ms: number) => void;
  about: OverlapWords;
}) {
  return (
    <>
      <fieldset>
        <legend className="sr-only">{legend}</legend>
        {spans.map((ms) => (
          <label key={ms} className="flex min-h-7 items-center gap-2">
            <input
              type="radio"
              name="overlap"
              className="size-3.5 accent-accent"
              checked={value === ms}
              onChange={() => onChange(ms)}
            />
            {overlaps[ms]}
          </label>
        ))}
      </fieldset>
      <p role="status" className={value === 0 ? "text-red" : "text-dim"}>
        {value === 0 ? about.now : about.later(stamp(new Date(Date.now() + value).toISOString()))}
      </p>
    </>
  );
}
