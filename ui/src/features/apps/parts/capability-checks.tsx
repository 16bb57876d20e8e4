import type { Capability } from "../../../api/types";
import { Check } from "../../../components/field";
import { strings } from "../../../lib/strings";

const text = strings.channels;

const all = Object.keys(text.capabilities) as Capability[];

/** Which capabilities, each with what it does. */
export function CapabilityChecks({
  legend,
  value,
  onChange,
  disabled = false,
}: {
  legend: string;
  value: Capability[];
  onChange: (value: Capability[]) => void;
  disabled?: boolean;
}) {
  return (
    <fieldset className="flex flex-col" disabled={disabled}>
      <legend className="mb-1 text-label font-medium text-dim">{legend}</legend>
      {all.map((one) => (
        <Check
          key={one}
          label={text.capabilities[one]}
          about={text.capabilitiesAbout[one]}
          checked={value.includes(one)}
          onChange={(checked) =>
            onChange(all.filter((each) => (each === one ? checked : value.includes(each))))
          }
        />
      ))}
    </fieldset>
  );
}
