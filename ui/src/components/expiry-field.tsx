import { useNow } from "../lib/clock";
import { type Expiry, type Preset, readExpiry } from "../lib/expiry";
import { span, stamp } from "../lib/format";
import { strings } from "../lib/strings";
import { Field, Input, Select } from "./field";

const text = strings.expiry;

const presets = Object.keys(text.presets) as Preset[];

/** When something ends: one of a few spans, or an exact time. */
export function ExpiryField({ value, onChange }: { value: Expiry; onChange: (value: Expiry) => void }) {
  const now = useNow(1000);
  const read = readExpiry(value, now);
  const exact = value.preset === "exact";
  const said =
    read.ok && read.at ? text.exactMeans(stamp(read.at), span(Date.parse(read.at) - now)) : undefined;
  const wrong =
    read.ok || value.exact === "" ? undefined : text[read.reason === "past" ? "exactPast" : "exactWrong"];
  return (
    <div className="grid grid-cols-2 gap-2">
      <Field label={text.label} hint={exact ? undefined : said}>
        {(control) => (
          <Select
            {...control}
            value={value.preset}
            onChange={(event) => onChange({ ...value, preset: event.target.value as Preset })}
          >
            {presets.map((preset) => (
              <option key={preset} value={preset}>
                {text.presets[preset]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {exact && (
        <Field label={text.exact} hint={said ?? text.exactHint} error={wrong}>
          {(control) => (
            <Input
              {...control}
              mono
              placeholder="2027-01-31 12:00"
              value={value.exact}
              onChange={(event) => onChange({ ...value, exact: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
