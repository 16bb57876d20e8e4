import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Capability, Visibility } from "../../../api/types";
import { Button } from "../../../components/button";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { JsonEditor } from "../../../components/json-editor";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { parseObject } from "../../../lib/json";
import { strings } from "../../../lib/strings";
import { whatIsWrongWith } from "../name";
import { CapabilityField, VisibilityField } from "./trait-fields";

const text = strings.channels;

/** A new channel: what it is called, who may join, what it can do, and what it begins with. */
export function CreateChannelDialog({ startWith, onClose }: { startWith: string; onClose: () => void }) {
  const { api, app, server } = usePlace();
  const navigate = useNavigate();
  const client = useQueryClient();
  const preset = app.default_capabilities;
  const [name, setName] = useState(startWith);
  const [visibility, setVisibility] = useState<Visibility>("private");
  const [capabilities, setCapabilities] = useState<Capability[]>([...preset]);
  const [state, setState] = useState("");
  const [extra, setExtra] = useState("");
  const [tried, setTried] = useState(startWith !== "");
  const begin = state.trim() === "" ? undefined : parseObject(state);
  const create = useMutation({
    mutationFn: () =>
      ask(
        api.POST("/admin/v1/apps/{app}/channels", {
          params: { path: { app: app.id } },
          body: {
            name,
            visibility,
            capabilities,
            ...(begin?.ok ? { state: begin.value } : {}),
            ...(extra ? { extra } : {}),
          },
        }),
      ),
    onSuccess: (channel) => {
      onClose();
      say(text.created(channel.name));
      void client.invalidateQueries({ queryKey: [server, `channel:${app.id}/${channel.name}`] });
      void navigate({ to: "/channels/$name", params: { name: channel.name } });
    },
  });
  const wrong = whatIsWrongWith(name);
  const stateWrong = begin && !begin.ok ? begin.reason : undefined;
  const submit = () => {
    setTried(true);
    if (!wrong && !stateWrong && !create.isPending) create.mutate();
  };
  const usesPreset =
    preset.length === capabilities.length && preset.every((one) => capabilities.includes(one));
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.create}
      about={text.createAbout}
      verb={text.create}
      wide
      busy={create.isPending}
      blocked={tried && (wrong !== undefined || stateWrong !== undefined)}
      onSubmit={submit}
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
      <VisibilityField value={visibility} onChange={setVisibility} />
      <div>
        <CapabilityField value={capabilities} onChange={setCapabilities} />
        {!usesPreset && (
          <p className="mt-1 flex flex-wrap items-center gap-x-2 text-label text-dim">
            {text.preset} {preset.map((one) => text.capabilities[one]).join(", ") || text.presetNone}.
            <Button tone="quiet" className="-my-1 h-7 text-row" onClick={() => setCapabilities([...preset])}>
              {text.presetUse}
            </Button>
          </p>
        )}
      </div>
      <div className="flex flex-col gap-1">
        <span className="text-label font-medium text-dim" aria-hidden>
          {text.initialState}
        </span>
        <JsonEditor
          label={text.initialState}
          height={72}
          value={state}
          onChange={setState}
          onSubmit={submit}
        />
        <p className={stateWrong ? "min-h-4 text-label text-red" : "min-h-4 text-label text-faint"}>
          {stateWrong ?? text.initialStateHint}
        </p>
      </div>
      <Field label={text.extra} hint={text.extraHint}>
        {(control) => <Input {...control} value={extra} onChange={(event) => setExtra(event.target.value)} />}
      </Field>
      {create.error && <Trouble error={asApiError(create.error)} />}
    </Dialog>
  );
}
