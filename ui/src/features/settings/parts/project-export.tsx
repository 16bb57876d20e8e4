import { useMutation, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { Field, Select } from "../../../components/field";
import { Panel } from "../../../components/panel";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { pretty } from "../../../lib/json";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { fileName } from "../project-file";

const text = strings.settings.project;

type Secrets = keyof typeof text.secretChoices;

const choices = Object.keys(text.secretChoices) as Secrets[];

/** Saves a project file where the user finds it. */
export function ProjectExport() {
  const { api, carrier } = usePlace();
  const apps = useQuery(useQueries().apps()).data ?? [];
  const [app, setApp] = useState("");
  const [secrets, setSecrets] = useState<Secrets>("omit");
  const save = useMutation({
    mutationFn: async () => {
      const query = { secrets, ...(app ? { app } : {}) };
      const project = await ask(api.GET("/admin/v1/project", { params: { query } }));
      const name = fileName(apps.find((one) => one.id === app)?.name);
      return { name, path: await carrier.saveFile(name, `${pretty(project)}\n`) };
    },
    onSuccess: ({ name, path }) => say(path ? text.savedAt(path) : text.saved(name)),
  });
  useShortcut("x", () => save.mutate(), text.save);
  return (
    <Panel title={text.export}>
      <div className="grid max-w-xl grid-cols-2 gap-4">
        <Field label={text.which}>
          {(control) => (
            <Select {...control} value={app} onChange={(event) => setApp(event.target.value)}>
              <option value="">{text.all}</option>
              {apps.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={text.secrets} hint={text.secretsAbout[secrets]}>
          {(control) => (
            <Select
              {...control}
              value={secrets}
              onChange={(event) => setSecrets(event.target.value as Secrets)}
            >
              {choices.map((one) => (
                <option key={one} value={one}>
                  {text.secretChoices[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {save.error && <Trouble className="mb-3" error={asApiError(save.error)} />}
      <Button
        tone="primary"
        icon={<Download aria-hidden />}
        keys="x"
        busy={save.isPending}
        onClick={() => save.mutate()}
      >
        {text.save}
      </Button>
    </Panel>
  );
}
