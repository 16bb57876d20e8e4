//! The fields that creating and editing a channel share.

import type { Capability, Visibility } from "../../../api/types";
import { strings } from "../../../lib/strings";
import { CapabilityIcon, VisibilityIcon } from "./traits";

const text = strings.channels;

const visibilities = Object.keys(text.visibility) as Visibility[];
const capabilities = Object.keys(text.capabilities) as Capability[];

export function VisibilityField({
  value,
  onChange,
}: {
  value: Visibility;
  onChange: (value: Visibility) => void;
}) {
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 text-label font-medium text-dim">{text.columns.visibility}</legend>
      {visibilities.map((one) => (
        <label key={one} className="flex min-h-8 items-center gap-2">
          <input
            type="radio"
            name="visibility"
            className="size-3.5 accent-accent"
            checked={value === one}
            onChange={() => onChange(one)}
          />
          <span className="flex w-32 shrink-0 items-center gap-1.5">
            <VisibilityIcon visibility={one} />
            {text.visibility[one]}
          </span>
          <span className="text-row text-dim">{text.visibilityAbout[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function CapabilityField({
  value,
  onChange,
}: {
  value: Capability[];
  onChange: (value: Capability[]) => void;
}) {
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 text-label font-medium text-dim">{text.columns.capabilities}</legend>
      {capabilities.map((one) => (
        <label key={one} className="flex min-h-8 items-center gap-2">
          <input
            type="checkbox"
            className="size-3.5 accent-accent"
            checked={value.includes(one)}
            onChange={(event) =>
              onChange(event.target.checked ? [...value, one] : value.filter((other) => other !== one))
            }
          />
          <span className="flex w-32 shrink-0 items-center gap-1.5">
            <CapabilityIcon capability={one} />
            {text.capabilities[one]}
          </span>
          <span className="text-row text-dim">{text.capabilitiesAbout[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}
