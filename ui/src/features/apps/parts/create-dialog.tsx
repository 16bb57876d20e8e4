import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { App, Capability } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Dialog } from "../../../components/dialog";
import { Field, Input } from "../../../components/field";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { strings } from "../../../lib/strings";
import { CapabilityChecks } from "./capability-checks";
import { ModeChoice } from "./mode-choice";

const text = strings.apps;

export function CreateAppDialog({ onClose }: { onClose: () => void }) {
  const { api } = usePlace();
  const client = useQueryClient();
  const { queryKey } = useQueries().apps();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [mode, setMode] = useState<App["join_mode"]>("ask");
  const [capabilities, setCapabilities] = useState<Capability[]>([]);
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      ask(
        api.POST("/admin/v1/apps", {
          body: { name: name.trim(), join_mode: mode, default_capabilities: capabilities },
        }),
      ),
    onSuccess: async (created) => {
      await client.invalidateQueries({ queryKey });
      onClose();
      say(text.created(created.name));
      void navigate({ to: "/apps/$app", params: { app: created.id } });
    },
  });
  const wrong = name.trim() === "" ? text.nameEmpty : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.create}
      about={text.createAbout}
      verb={text.create}
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
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <ModeChoice value={mode} onChange={setMode} />
      <CapabilityChecks legend={text.capabilities.title} value={capabilities} onChange={setCapabilities} />
      {create.error && <Trouble error={asApiError(create.error)} />}
    </Dialog>
  );
}
