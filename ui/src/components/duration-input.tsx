import type { Duration, Unit } from "../lib/duration";
import { UNITS } from "../lib/duration";
import { strings } from "../lib/strings";
import { Input, Select } from "./field";

const units = Object.keys(UNITS) as Unit[];

/** A number and a unit of time. */
export function DurationInput({
  label,
  value,
  onChange,
  disabled,
  ...control
}: {
  /** Name of what it measures, for the unit's own name. */
  label: string;
  value: Duration;
  onChange: (value: Duration) => void;
  disabled?: boolean;
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true | undefined;
}) {
  return (
    <span className="flex gap-2">
      <Input
        {...control}
        inputMode="numeric"
        className="w-24"
        disabled={disabled}
        value={value.amount}
        onChange={(event) => onChange({ ...value, amount: event.target.value })}
      />
      <Select
        aria-label={strings.units.unitOf(label)}
        className="w-28"
        disabled={disabled}
        value={value.unit}
        onChange={(event) => onChange({ ...value, unit: event.target.value as Unit })}
      >
        {units.map((unit) => (
          <option key={unit} value={unit}>
            {strings.units[unit]}
          </option>
        ))}
      </Select>
    </span>
  );
}
