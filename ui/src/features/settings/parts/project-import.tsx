import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Project } from "../../../api/types";
import { Button } from "../../../components/button";
import { JsonEditor } from "../../../components/json-editor";
import { Panel } from "../../../components/panel";
import { Trouble } from "../../../components/states";
import { say } from "../../../components/toast";
import { count } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { changesSomething, readProject } from "../project-file";
import { ImportedLists } from "./imported-lists";

const text = strings.settings.project;

/** First tells what a file would do, then does it. */
export function ProjectImport() {
  const { api, server } = usePlace();
  const client = useQueryClient();
  const { refused } = useMay("manage");
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string>();
  const file = useRef<HTMLInputElement>(null);
  const send = (project: Project, dry_run: boolean) =>
    ask(api.POST("/admin/v1/project", { params: { query: { dry_run } }, body: project }));
  const look = useMutation({ mutationFn: (project: Project) => send(project, true) });
  const bring = useMutation({
    mutationFn: (project: Project) => send(project, false),
    onSuccess: ({ created, updated }) => {
      look.reset();
      say(text.done(count(created.length), count(updated.length)));
      void client.invalidateQueries({ queryKey: [server] });
    },
  });
  const change = (next: string) => {
    setTyped(next);
    setWrong(undefined);
    look.reset();
    bring.reset();
  };
  const examine = () => {
    const read = readProject(typed);
    setWrong(read.ok ? undefined : text.wrong(read.reason));
    if (read.ok && !refused) look.mutate(read.project);
  };
  const take = async (chosen: File | undefined) => {
    if (chosen) change(await chosen.text());
  };
  const error = bring.error ?? look.error;
  const seen = look.data;
  return (
    <Panel title={text.import}>
      <p className="mb-3 text-row text-dim">{text.importAbout}</p>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        aria-label={text.file}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          // The same file may be chosen again after it was changed.
          event.target.value = "";
        }}
      />
      <div className="flex flex-col gap-2">
        <JsonEditor label={text.editor} height={180} value={typed} onChange={change} onSubmit={examine} />
        {wrong && (
          <p role="alert" className="text-label text-red">
            {wrong}
          </p>
        )}
        {error && <Trouble error={asApiError(error)} />}
        <div aria-live="polite">
          {seen && <ImportedLists title={text.would} words={text.listsBefore} of={seen} />}
          {bring.data && <ImportedLists title={text.did} words={text.lists} of={bring.data} />}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button icon={<FileUp aria-hidden />} onClick={() => file.current?.click()}>
            {text.file}
          </Button>
          <span className="flex-1" />
          <Button
            keys="mod+enter"
            tone={seen ? "plain" : "primary"}
            refused={refused}
            busy={look.isPending}
            disabled={typed.trim() === ""}
            onClick={examine}
          >
            {text.look}
          </Button>
          {seen && look.variables && changesSomething(seen) && (
            <Button
              tone="primary"
              refused={refused}
              busy={bring.isPending}
              onClick={() => bring.mutate(look.variables)}
            >
              {text.do}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
