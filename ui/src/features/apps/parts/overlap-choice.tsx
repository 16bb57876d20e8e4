import { stamp } from "../../../lib/format";
import { strings } from "../../../lib/strings";

const text = strings.apps.keys;

const overlaps = Object.keys(text.overlaps).map(Number);

/** A day: long enough to put the new one everywhere, short enough not to be forgotten. */
export const USUAL_OVERLAP = 86_400_000;

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
  about: { now: string; later: (end: string) => string };
}) {
  return (
    <>
      <fieldset>
        <legend className="sr-only">{legend}</legend>
        {overlaps.map((ms) => (
          <label key={ms} className="flex min-h-7 items-center gap-2">
            <input
              type="radio"
              name="overlap"
              className="size-3.5 accent-accent"
              checked={value === ms}
              onChange={() => onChange(ms)}
            />
            {text.overlaps[ms]}
          </label>
        ))}
      </fieldset>
      <p role="status" className={value === 0 ? "text-red" : "text-dim"}>
        {value === 0 ? about.now : about.later(stamp(new Date(Date.now() + value).toISOString()))}
      </p>
    </>
  );
}
