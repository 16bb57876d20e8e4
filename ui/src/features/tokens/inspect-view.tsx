import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft, CircleAlert, CircleCheck, Clock, ScanSearch } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import type { Inspection } from "../../api/types";
import { Button } from "../../components/button";
import { CopyId } from "../../components/copy";
import { Expires } from "../../components/expires";
import { Fact, FactList } from "../../components/facts";
import { Input } from "../../components/field";
import { Page, Panel } from "../../components/panel";
import { Trouble } from "../../components/states";
import { Tag } from "../../components/tag";
import { sentence, stamp } from "../../lib/format";
import { strings } from "../../lib/strings";
import { tailOf } from "../../lib/token-tail";
import { callOf } from "./model";
import { AccessTable } from "./parts/access-table";
import { Signed } from "./parts/signed";
import { OnlineWord } from "./parts/traits";

const text = strings.tokens.inspectPage;

/** Paste any text: verdict, what would help, and what it may do. The text stays out of the address. */
export function InspectView() {
  const { api } = usePlace();
  const [typed, setTyped] = useState("");
  const inspect = useMutation({
    mutationFn: (what: string) => ask(api.POST("/admin/v1/inspect", { body: { text: what } })),
  });
  const look = (what: string) => {
    if (what.trim() !== "") inspect.mutate(what.trim());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    look(typed);
  };
  return (
    <Page
      title={
        <span className="flex min-w-0 items-center gap-2">
          <Link
            to="/tokens"
            aria-label={strings.tokens.back}
            title={strings.tokens.back}
            className="-ml-1.5 flex size-7 shrink-0 items-center justify-center rounded-control text-dim hover:bg-hover hover:text-text"
          >
            <ChevronLeft className="size-4" aria-hidden />
          </Link>
          {text.title}
        </span>
      }
    >
      <div className="flex max-w-4xl flex-col gap-4 p-4">
        <form onSubmit={submit} className="flex gap-2">
          <Input
            autoFocus
            mono
            className="flex-1"
            aria-label={text.label}
            placeholder={text.placeholder}
            icon={<ScanSearch aria-hidden />}
            value={typed}
            onChange={(event) => {
              inspect.reset();
              setTyped(event.target.value);
            }}
            // What is pasted is looked at without another key.
            onPaste={(event) => {
              const field = event.currentTarget;
              queueMicrotask(() => setTimeout(() => look(field.value)));
            }}
          />
          <Button type="submit" tone="primary" busy={inspect.isPending} disabled={typed.trim() === ""}>
            {text.verb}
          </Button>
        </form>
        <div aria-live="polite" className="flex flex-col gap-4">
          {inspect.data ? (
            <Verdict of={inspect.data} />
          ) : inspect.error ? (
            <Trouble error={asApiError(inspect.error)} />
          ) : (
            <p className="text-row text-dim">{text.start}</p>
          )}
        </div>
      </div>
    </Page>
  );
}

function Verdict({ of: found }: { of: Inspection }) {
  const { app: inView } = usePlace();
  const good = found.verdict === "valid";
  const Icon = good ? CircleCheck : found.verdict === "expired" ? Clock : CircleAlert;
  const { token, app } = found;
  return (
    <>
      <Panel>
        <div className="flex items-start gap-2" data-testid="verdict">
          <Tag
            meaning={good ? "green" : found.verdict === "expired" ? "amber" : "red"}
            icon={<Icon aria-hidden />}
          >
            {text.verdicts[found.verdict]}
          </Tag>
          <div className="min-w-0 flex-1 selectable">
            <p>{found.sentence}</p>
            {found.fix && <p className="text-row text-dim">{sentence(found.fix)}</p>}
          </div>
        </div>
        {found.signed && (
          <div className="mt-3 border-t border-line pt-3">
            <Signed of={found.signed} />
          </div>
        )}
        {(token || app || found.made_at) && (
          <div className="mt-3 border-t border-line pt-3">
            <FactList>
              <Fact name={text.app}>{app?.name}</Fact>
              <Fact name={token?.client ? text.client : text.token}>
                {token && (
                  <span className="flex flex-wrap items-center gap-x-3">
                    {app?.id === inView.id ? (
                      <Link
                        to="/tokens/$tail"
                        params={{ tail: tailOf(token.id) }}
                        title={text.open}
                        className="rounded-sm font-medium text-accent hover:underline"
                      >
                        {callOf(token)}
                      </Link>
                    ) : (
                      <span className="font-medium">{callOf(token)}</span>
                    )}
                    {!token.client && <CopyId secret id={token.id} head={12} tail={6} />}
                    <OnlineWord token={token} />
                  </span>
                )}
              </Fact>
              <Fact name={text.made}>{found.made_at && stamp(found.made_at)}</Fact>
              <Fact name={strings.tokens.facts.expires}>
                {token && !token.client && <Expires at={token.expires_at} />}
              </Fact>
            </FactList>
          </div>
        )}
      </Panel>
      {(good || token?.client) && (
        <Panel title={strings.tokens.access.title} padded={false}>
          <AccessTable access={found.access} linked={app?.id === inView.id} />
        </Panel>
      )}
    </>
  );
}
