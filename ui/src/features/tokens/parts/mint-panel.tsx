import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Stamp } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { Token } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { Select } from "../../../components/field";
import { Panel } from "../../../components/panel";
import { Segmented } from "../../../components/segmented";
import { Skeleton, Trouble } from "../../../components/states";
import { useShortcut } from "../../../lib/shortcuts";
import { strings } from "../../../lib/strings";
import { endOf } from "../../../lib/token-tail";
import { Signed } from "./signed";

const text = strings.tokens.mint;

type Kind = keyof typeof text.kinds;
type Role = keyof typeof text.roles;

const kinds = Object.keys(text.kinds) as Kind[];
const roles = Object.keys(text.roles) as Role[];

/** In the order of the list; 0 is for ever. */
const lifetimes = [3_600_000, 86_400_000, 2_592_000_000, 0];

const DAY = 86_400_000;

/** Makes signed credentials for a client. One is shown until the next is made, or the page is left. */
export function MintPanel({ token }: { token: Token }) {
  const { api, app } = usePlace();
  const { may, refused } = useMay("manage");
  const info = useQuery(useQueries().info());
  const [kind, setKind] = useState<Kind>("jwt");
  const [role, setRole] = useState<Role>("Client");
  const [lifetime, setLifetime] = useState(DAY);
  const form = useRef<HTMLFormElement>(null);
  const dialect = info.data?.dialects.find((one) => one.mints)?.name;
  const mint = useMutation({
    mutationFn: async (to: string) => {
      const path = { app: app.id };
      const made = await ask(
        api.POST("/admin/v1/apps/{app}/mint", {
          params: { path },
          body: {
            dialect: to,
            kind,
            client: endOf(token.id),
            role,
            ...(lifetime > 0 ? { expires_in_ms: lifetime } : {}),
          },
        }),
      );
      const body = { text: made.credential, app: app.id };
      return { ...made, found: await ask(api.POST("/admin/v1/inspect", { body })) };
    },
    gcTime: 0,
  });
  useShortcut("t", may ? () => form.current?.querySelector("input")?.focus() : null, text.title);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (may && dialect && !mint.isPending) mint.mutate(dialect);
  };
  const change = (act: () => void) => {
    mint.reset();
    act();
  };
  return (
    <Panel
      title={text.title}
      end={
        <Link
          to="/apps/$app"
          params={{ app: app.id }}
          className="rounded-sm text-row text-accent hover:underline"
        >
          {text.secrets}
        </Link>
      }
    >
      {dialect ? (
        <>
          <form ref={form} onSubmit={submit} className="flex flex-wrap items-end gap-x-3 gap-y-2">
            <Segmented
              label={text.kind}
              value={kind}
              onChange={(next) => change(() => setKind(next))}
              options={kinds.map((one) => ({
                value: one,
                label: text.kinds[one],
                title: text.kindsAbout[one],
              }))}
            />
            <Choice label={text.role} value={role} onChange={(next) => change(() => setRole(next as Role))}>
              {roles.map((one) => (
                <option key={one} value={one}>
                  {text.roles[one]}
                </option>
              ))}
            </Choice>
            <Choice
              label={text.lifetime}
              value={String(lifetime)}
              onChange={(next) => change(() => setLifetime(Number(next)))}
            >
              {lifetimes.map((ms) => (
                <option key={ms} value={ms}>
                  {text.lifetimes[ms]}
                </option>
              ))}
            </Choice>
            <Button
              type="submit"
              tone="primary"
              className="ml-auto"
              icon={<Stamp aria-hidden />}
              busy={mint.isPending}
              refused={refused}
            >
              {text.verb}
            </Button>
          </form>
          <p className="mt-2 text-row text-dim">
            {text.kindsAbout[kind]} {text.rolesAbout[role]}
          </p>
          <div aria-live="polite">
            {mint.error && <Trouble className="mt-3" error={asApiError(mint.error)} />}
            {mint.data && (
              <Made credential={mint.data.credential}>
                {mint.data.found.signed && <Signed of={mint.data.found.signed} />}
              </Made>
            )}
          </div>
        </>
      ) : info.data ? (
        <p className="text-dim">{text.unavailable}</p>
      ) : info.error ? (
        <Trouble error={asApiError(info.error)} />
      ) : (
        <Skeleton rows={3} />
      )}
    </Panel>
  );
}

function Made({ credential, children }: { credential: string; children: ReactNode }) {
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    shown.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={shown} className="mt-3 flex flex-col gap-3 border-t border-line pt-3">
      <div className="flex items-start gap-2">
        <p
          data-testid="minted"
          className="max-h-32 min-w-0 flex-1 overflow-y-auto rounded-control border border-line bg-canvas p-2 font-mono text-row break-all selectable"
        >
          {credential}
        </p>
        <CopyButton text={credential} />
      </div>
      <p className="text-row text-dim">{text.about}</p>
      {children}
    </div>
  );
}

function Choice({
  label,
  value,
  onChange,
  children,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <span className="flex items-center gap-1.5 text-row text-dim">
      <label htmlFor={id}>{label}</label>
      <Select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {children}
      </Select>
    </span>
  );
}
