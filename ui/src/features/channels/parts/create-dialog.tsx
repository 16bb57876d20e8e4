import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Capability, Visibility } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Check, Field, Input } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { whatIsWrongWith } from "../name";
import { VisibilityIcon } from "./traits";

const text = strings.channels;

const visibilities = Object.keys(text.visibility) as Visibility[];
const capabilities = Object.keys(text.capabilities) as Capability[];

export function CreateChannelDialog({
  startWith,
  taken,
  onClose,
}: {
  startWith: string;
  taken: ReadonlySet<string>;
  onClose: () => void;
}) {
  const { api, app } = usePlace();
  const navigate = useNavigate();
  const [name, setName] = useState(startWith);
  const [visibility, setVisibility] = useState<Visibility>("private");
  const [chosen, setChosen] = useState<Capability[]>([]);
  const [tried, setTried] = useState(startWith !== "");
  const create = useMutation({
    mutationFn: () =>
      ask(
        api.POST("/admin/v1/apps/{app}/channels", {
          params: { path: { app: app.id } },
          body: { name, visibility, capabilities: chosen },
        }),
      ),
    onSuccess: (channel) => {
      onClose();
      say(text.created(channel.name));
      void navigate({ to: "/channels/$name", params: { name: channel.name } });
    },
  });
  const wrong = whatIsWrongWith(name, taken);
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.create}
      about={text.createAbout}
      verb={text.createVerb}
      busy={create.isPending}
      blocked={tried && wrong !== undefined}
      onSubmit={() => {
        setTried(true);
        if (!wrong) create.mutate();
      }}
    >
      <Field label={text.name} hint={text.nameHint} error={tried ? wrong : undefined}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              // What is typed is judged as it is typed; an empty field only once it was sent.
              setTried(event.target.value !== "" || tried);
            }}
          />
        )}
      </Field>
      <fieldset className="flex flex-col">
        <legend className="mb-1 text-label font-medium text-dim">{text.columns.visibility}</legend>
        {visibilities.map((one) => (
          <label key={one} className="flex min-h-8 items-center gap-2">
            <input
              type="radio"
              name="visibility"
              className="size-3.5 accent-accent"
              checked={visibility === one}
              onChange={() => setVisibility(one)}
            />
            <span className="flex w-28 items-center gap-1.5">
              <VisibilityIcon visibility={one} />
              {text.visibility[one]}
            </span>
            <span className="text-row text-dim">{text.visibilityAbout[one]}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className="flex flex-col">
        <legend className="mb-1 text-label font-medium text-dim">{text.columns.capabilities}</legend>
        {capabilities.map((one) => (
          <Check
            key={one}
            label={text.capabilities[one]}
            about={text.capabilitiesAbout[one]}
            checked={chosen.includes(one)}
            onChange={(checked) =>
              setChosen(checked ? [...chosen, one] : chosen.filter((other) => other !== one))
            }
          />
        ))}
      </fieldset>
      {create.error && <Trouble error={asApiError(create.error)} />}
    </Dialog>
  );
}
